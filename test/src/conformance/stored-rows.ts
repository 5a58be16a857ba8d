import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parentColumn, sessionLocation, storageTables } from '@integration-client/sdk';
import type { StoredItem } from '@integration-client/sdk/testing/conformance';
import { DatabaseSync } from '@photostructure/sqlite';

type Row = Readonly<Record<string, unknown>>;

/** The sessions of a storage database with all their rows; rows that belong to none are an item each. `query` runs SQL. */
export async function sessionsOf(
  database: string,
  query: (sql: string) => Promise<readonly Row[]>,
): Promise<readonly StoredItem[]> {
  const rows = new Map<string, unknown[]>();
  const sessionOf = new Map<string, string>();
  for (const { name } of storageTables) {
    const parent = parentColumn(name)?.name ?? '';
    for (const row of await query(`SELECT * FROM [${name}] ORDER BY [id]`)) {
      const owner =
        parent === ''
          ? String(row.id)
          : parent === 'session_id'
            ? String(row[parent])
            : sessionOf.get(String(row[parent]));
      if (name === 'session_event' && owner !== undefined) sessionOf.set(String(row.id), owner);
      const location =
        owner !== undefined && (parent === '' || rows.has(sessionLocation(database, BigInt(owner))))
          ? sessionLocation(database, BigInt(owner))
          : `${database}: ${name} ${String(row.id)} without a session`;
      rows.set(location, [...(rows.get(location) ?? []), name, row]);
    }
  }
  const text = (content: unknown) =>
    JSON.stringify(content, (_, value) => (typeof value === 'bigint' ? String(value) : value));
  return [...rows].map(([location, content]) => ({ location, content: () => text(content) }));
}

/**
 * The sessions of a SQLite database; none where it is not there. Reads a copy: SQLite leaves files beside what it reads, and a
 * look must not change what the suite takes for the plugin's doing.
 */
export async function storedInFile(file: string): Promise<readonly StoredItem[]> {
  const directory = await mkdtemp(join(tmpdir(), 'ic-look-'));
  try {
    const copy = join(directory, 'sessions.db');
    for (const ending of ['', '-wal']) await copyFile(file + ending, copy + ending).catch(ignoreMissing);
    if ((await readdir(directory)).length === 0) return [];
    return await sessionsInCopy(copy, file);
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function sessionsInCopy(copy: string, file: string): Promise<readonly StoredItem[]> {
  const db = new DatabaseSync(copy);
  try {
    if (db.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'session'`).get() === undefined) return [];
    return await sessionsOf(file, async (sql) => db.prepare(sql).all() as Row[]);
  } finally {
    db.close();
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
