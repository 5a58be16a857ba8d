import { storageHostName } from './rows.js';

/** Where a session is, as receipts of SQL plugins say it: the database, and its `session.id` there. */
export function sessionLocation(database: string, id: number | bigint): string {
  return `${database}: session ${id}`;
}

/** The database that a location names; undefined where it is no {@link sessionLocation}. */
export function databaseOfLocation(location: string): string | undefined {
  return /^(.+): session \d+$/s.exec(location)?.[1];
}

/** How a session is found in a storage database. */
export interface StoredSessionKey {
  /** `session.host_name`. */
  readonly hostName: string;
  /** `session.lsid`. */
  readonly lsid: string;
}

/** The session that the key of a session item means. */
export function storedSessionKey(itemKey: string): StoredSessionKey {
  const [host = ''] = itemKey.split('/', 1);
  return { hostName: storageHostName(host), lsid: itemKey.slice(`${host}/sessions/`.length) };
}
