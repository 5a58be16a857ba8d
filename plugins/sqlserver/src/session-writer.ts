import type { ColumnDefinition, Receipt } from '@integration-client/sdk';
import { BulkTables } from './bulk-tables.js';
import type { Connection, Session } from './connection.js';
import { lockOrFail } from './lock.js';
import { Numbers } from './numbers.js';
import type { PreparedSession } from './prepared-session.js';
import { deleteSessions, findSessions } from './statements.js';

/** Sessions that one statement speaks of; SQL Server takes 2,100 parameters. */
export const sessionsAtOnce = 500;

/** Where a session was written. */
export interface WrittenSession {
  /** Its `session.id`. */
  readonly id: bigint;
  /** Whether an earlier version of it was there. */
  readonly replaced: boolean;
  /** Of all its rows, see `RowDigest`. */
  readonly content: Pick<Receipt, 'bytes' | 'sha256'>;
}

/**
 * Writes sessions, all of them or none; of one that comes twice the last counts. Returns where each is, in their order. A
 * session that is there keeps its id, which dashboards may have linked to.
 */
export async function writeSessions(
  connection: Connection,
  sessions: readonly PreparedSession[],
  wide: ReadonlySet<ColumnDefinition>,
  signal: AbortSignal,
): Promise<readonly WrittenSession[]> {
  if (sessions.length === 0) return [];
  const last = new Map(sessions.map((one) => [keyOf(one), one]));
  const numbers = await Numbers.take(connection.session(signal), [...last.values()]);
  return connection.inTransaction(signal, async (session) => {
    const found = await findAll(session, [...last.values()]);
    for (const ids of chunks([...found.values()])) await session.run(deleteSessions(ids));
    const tables = new BulkTables(numbers);
    const ids = new Map<string, bigint>();
    for (const [key, one] of last) {
      const id = found.get(key) ?? numbers.next('session');
      ids.set(key, id);
      tables.add(one, id);
    }
    for (const table of tables.tables(connection.driver, wide)) await session.load(table);
    const written = new Set(found.keys());
    return sessions.map((one): WrittenSession => {
      const key = keyOf(one);
      const replaced = written.has(key);
      written.add(key);
      return { id: ids.get(key) ?? 0n, replaced, content: one.content };
    });
  });
}

/** The ids of the sessions that are there. Until the transaction ends no other host can write sessions of these sites. */
async function findAll(session: Session, sessions: readonly PreparedSession[]): Promise<Map<string, bigint>> {
  const found = new Map<string, bigint>();
  const hosts = [...new Set(sessions.map(({ hostName }) => hostName))].sort();
  // One order for everybody, so that no two wait for one another.
  for (const hostName of hosts) await lockOrFail(session, hostName, 'Exclusive');
  for (const hostName of hosts) {
    const lsids = sessions.filter((one) => one.hostName === hostName).map(({ lsid }) => lsid);
    for (const some of chunks(lsids)) {
      for (const row of await session.run(findSessions(hostName, some))) {
        found.set(keyOf({ hostName, lsid: String(row.lsid) }), BigInt(String(row.id)));
      }
    }
  }
  return found;
}

/** A list in parts that one statement can speak of. */
export function* chunks<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += sessionsAtOnce) yield all.slice(start, start + sessionsAtOnce);
}

function keyOf({ hostName, lsid }: Pick<PreparedSession, 'hostName' | 'lsid'>): string {
  return JSON.stringify([hostName, lsid]);
}
