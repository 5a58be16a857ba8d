import { pathToFileURL } from 'node:url';
import { nodeDisk } from '@integration-client/sdk';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { checkSchema, type SchemaState } from './schema-check.js';
import { busyTimeout } from './session-database.js';
import { notWritable } from './sqlite-errors.js';

/** Work on a database of which it is known what tables it has. May be done twice. */
export type ReadWork<T> = (db: DatabaseSyncInstance, schema: SchemaState) => Promise<T>;

/**
 * Opens a database to read from it, as it is at one moment; undefined where there is none. Changes nothing. Throws as
 * {@link checkSchema} does, ConfigError `database-not-writable` for what is no file, and SQLite's own errors.
 */
export async function readDatabase<T>(file: string, work: ReadWork<T>): Promise<T | undefined> {
  const found = await nodeDisk.stat(file);
  if (found === undefined) return undefined;
  if (!found.isFile) throw notWritable(file, 'it is not a file');
  const before = await unused(file);
  if (before === undefined) return readWith(file, {}, work);
  // Even a reader makes `-wal` and `-shm` files, unless it is told that nobody writes. Nor does it then keep anybody
  // from writing, so that what it reads holds only if nobody did.
  const result = await readWith(file, { immutable: '1' }, work).then(
    (value) => () => value,
    (error) => () => {
      throw error;
    },
  );
  return (await unused(file)) === before ? result() : readWith(file, {}, work);
}

async function readWith<T>(file: string, parameters: Record<string, string>, work: ReadWork<T>): Promise<T> {
  const url = pathToFileURL(file);
  url.search = new URLSearchParams(parameters).toString();
  const db = new DatabaseSync(url, { readOnly: true, timeout: busyTimeout });
  try {
    db.exec('BEGIN');
    return await work(db, checkSchema(db, file));
  } finally {
    // Closing does not end it while the driver still holds statements.
    if (db.isTransaction) db.exec('ROLLBACK');
    db.close();
  }
}

/** Tells one state of a database that no program has open from the next; undefined where one may have it open. */
async function unused(file: string): Promise<string | undefined> {
  for (const beside of ['-wal', '-shm', '-journal']) {
    if ((await nodeDisk.stat(file + beside)) !== undefined) return undefined;
  }
  const found = await nodeDisk.stat(file);
  return found && `${found.identity} ${found.size} ${found.modified.getTime()}`;
}
