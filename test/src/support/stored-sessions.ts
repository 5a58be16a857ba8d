import { storageTables } from '@integration-client/sdk';
import mssql from 'mssql';
import type { RowCounts } from './session-rows.js';

/** A session as a SQL Server database holds it. */
export interface StoredSession {
  /** `session.id`. */
  readonly id: string;
  readonly hostName: string;
  readonly lsid: string;
  readonly externalKey: string;
  /** Its rows in each table. */
  readonly rows: RowCounts;
}

/** What a SQL Server database holds at one moment. */
export interface StoredSessions {
  readonly sessions: readonly StoredSession[];
  /** Rows of each table whose session is not there. */
  readonly orphans: RowCounts;
}

/**
 * Reads which sessions a database holds, and how many rows of each. Waits for the transactions that write sessions: what it
 * answers is never half of one. Nothing where the database or its tables are not there yet.
 */
export async function readStoredSessions(config: mssql.config): Promise<StoredSessions> {
  const nothing: StoredSessions = { sessions: [], orphans: noRows };
  const isThere = await connected({ ...config, database: 'master' }, async (pool) => {
    const found = await pool.request().input('name', config.database).query('SELECT DB_ID(@name) AS [id]');
    return found.recordset[0].id !== null;
  });
  if (!isThere) return nothing;
  return connected(config, async (pool) => {
    const last = await pool.request().query(`SELECT OBJECT_ID(N'[dbo].[${storageTables.at(-1)?.name}]', N'U') AS [id]`);
    return last.recordset[0].id === null ? nothing : inTransaction(pool, readAll);
  });
}

const noRows: RowCounts = Object.fromEntries(storageTables.map(({ name }) => [name, 0]));

async function readAll(query: (sql: string) => Promise<Record<string, unknown>[]>): Promise<StoredSessions> {
  // Whoever writes a session writes to this table first.
  const columns = '[id], [host_name], [lsid], [external_key]';
  const found = await query(`SELECT ${columns} FROM [dbo].[session] WITH (TABLOCKX, HOLDLOCK)`);
  const counts = new Map<string, Record<string, number>>(
    found.map(({ id }) => [String(id), { ...noRows, session: 1 }]),
  );
  const orphans = { ...noRows };
  for (const { name, columns } of storageTables) {
    const parent = columns.find(({ references }) => references !== undefined)?.references;
    if (parent === undefined) continue;
    const path = parent === 'session' ? '' : ` LEFT JOIN [dbo].[${parent}] AS p ON p.[id] = r.[${parent}_id]`;
    const owner = parent === 'session' ? 'r' : 'p';
    const sql = `SELECT s.[id], COUNT(*) AS [rows] FROM [dbo].[${name}] AS r${path} LEFT JOIN [dbo].[session] AS s ON s.[id] = ${owner}.[session_id] GROUP BY s.[id]`;
    for (const { id, rows } of await query(sql)) {
      const counted = counts.get(String(id)) ?? orphans;
      counted[name] = Number(rows);
    }
  }
  const sessions = found.map((row) => ({
    id: String(row.id),
    hostName: String(row.host_name),
    lsid: String(row.lsid),
    externalKey: String(row.external_key ?? ''),
    rows: counts.get(String(row.id)) ?? noRows,
  }));
  return { sessions, orphans };
}

async function connected<T>(config: mssql.config, use: (pool: mssql.ConnectionPool) => Promise<T>): Promise<T> {
  const pool = new mssql.ConnectionPool({ ...config, requestTimeout: 120_000, pool: { max: 1 } });
  await pool.connect();
  try {
    return await use(pool);
  } finally {
    await pool.close();
  }
}

async function inTransaction<T>(
  pool: mssql.ConnectionPool,
  read: (query: (sql: string) => Promise<Record<string, unknown>[]>) => Promise<T>,
): Promise<T> {
  const transaction = pool.transaction();
  await transaction.begin();
  try {
    return await read(async (sql) => (await transaction.request().query(sql)).recordset);
  } finally {
    await transaction.rollback();
  }
}
