import assert from 'node:assert/strict';
import mssql from 'mssql';
import { TdsServer, type TdsServerOptions } from '../../support/tds/index.js';

/** A row as mssql gives it. */
export type Row = Record<string, unknown>;

/** A server with an empty database `test`, and ways to it. */
export interface Place {
  readonly server: TdsServer;
  /** Connections to the database `test`, which are closed in the end. */
  readonly pool: mssql.ConnectionPool;
  /** Runs a statement, with parameters where it has some, and gives its rows. */
  query(sql: string, parameters?: Readonly<Record<string, unknown>>): Promise<Row[]>;
  /** Another pool; it is closed in the end. */
  connect(config?: Partial<mssql.config>): Promise<mssql.ConnectionPool>;
}

/** A server for one test. */
export async function withServer(work: (place: Place) => Promise<void>, options: TdsServerOptions = {}): Promise<void> {
  const server = await TdsServer.start(options);
  const pools: mssql.ConnectionPool[] = [];
  const connect = async (config: Partial<mssql.config> = {}): Promise<mssql.ConnectionPool> => {
    const pool = new mssql.ConnectionPool({ ...server.config('test'), ...config });
    // A connection that a test cuts is no failure of the pool.
    pool.on('error', () => undefined);
    pools.push(pool);
    return pool.connect();
  };
  try {
    server.createDatabase('test');
    const pool = await connect();
    await work({ server, pool, connect, query: (sql, parameters) => query(pool.request(), sql, parameters) });
  } finally {
    for (const pool of pools) await pool.close();
    await server.stop();
  }
}

/** Runs a statement and gives its rows. */
export async function query(
  request: mssql.Request,
  sql: string,
  parameters: Readonly<Record<string, unknown>> = {},
): Promise<Row[]> {
  for (const [name, value] of Object.entries(parameters)) request.input(name, value);
  return (await request.query<Row>(sql)).recordset ?? [];
}

/** What a request failed with. */
export interface Failure {
  readonly number: number | undefined;
  readonly code: string | undefined;
  readonly message: string;
}

/** The error that a piece of work must end with. */
export async function failure(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Error, 'it did not fail');
  const { number, code } = error as Error & { number?: number; code?: string };
  return { number, code, message: error.message };
}

/** The number of the error that a piece of work must end with. */
export async function errorNumber(work: Promise<unknown>): Promise<number | undefined> {
  return (await failure(work)).number;
}
