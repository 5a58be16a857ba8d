import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import plugin from '@integration-client/plugin-sqlite';
import {
  type Destination,
  type Item,
  ItemError,
  type Logger,
  type Product,
  type Session,
  type SessionItem,
  storageTables,
} from '@integration-client/sdk';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { memoryDirectory } from '../../support/memory-directory.js';

export const signal: AbortSignal = new AbortController().signal;

export const silentLog: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** A destination as the host would make one. */
export function open(file: string, storeSystemInformation = false): Required<Destination> {
  return new plugin.destination({ file, storeSystemInformation }, silentLog) as Required<Destination>;
}

/** A session as an item. Its XML need not be what the session was read from: only its size and hash are looked at. */
export function itemOf(session: Session, product: Product = 'RS', host = 'support.example.com'): SessionItem {
  return {
    operation: 'sessions',
    key: `${host}/sessions/${session.lsid}`,
    site: { name: 'Example', host, product },
    session,
    xml: Buffer.from(`<session lsid="${session.lsid}"/>`),
    parse: () => session,
  };
}

/** An item that cannot be read. */
export function unreadable(session: Session): Item {
  return {
    ...itemOf(session),
    parse: () => {
      throw new ItemError('not well-formed', { code: 'malformed-session' });
    },
  };
}

/** A directory for one test. */
export async function withDirectory(work: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(memoryDirectory(), 'ic-sqlite-'));
  try {
    await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A connection of one's own, as another program would have. */
export function withDatabase<T>(file: string, work: (db: DatabaseSyncInstance) => T): T {
  const db = new DatabaseSync(file);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

/** Another program that has the database open, with a transaction that writes, while something else happens. */
export async function whileLocked(file: string, work: () => Promise<void>): Promise<void> {
  const db = new DatabaseSync(file);
  try {
    db.exec('BEGIN IMMEDIATE');
    await work();
    db.exec('ROLLBACK');
  } finally {
    db.close();
  }
}

export function query(file: string, sql: string): Record<string, unknown>[] {
  return withDatabase(file, (db) =>
    db
      .prepare(sql)
      .all()
      .map((row) => ({ ...row })),
  );
}

/** Everything the tables hold. */
export function dump(file: string): string {
  return JSON.stringify(storageTables.map((table) => query(file, `SELECT * FROM "${table.name}" ORDER BY id`)));
}

/** Everything the tables hold but for the numbers of rows, which differ between two ways to the same content. */
export function content(file: string): string {
  const hidden = new Set(
    storageTables
      .flatMap((table) => table.columns)
      .flatMap((column) => (column.type === 'id' || column.references ? [column.name] : [])),
  );
  return JSON.stringify(
    storageTables.map((table) =>
      query(file, `SELECT * FROM "${table.name}" ORDER BY id`).map((row) =>
        Object.fromEntries(Object.entries(row).filter(([name]) => !hidden.has(name))),
      ),
    ),
  );
}
