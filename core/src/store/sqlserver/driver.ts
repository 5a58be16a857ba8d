import { RetryableError } from '@integration-client/sdk';
import {
  type ConnectionConfig,
  commit,
  failureOf,
  openPool,
  placeOf,
  type SqlServerDriverModule,
} from '@integration-client/sdk/sqlserver';
import type { ConnectionPool, Request, Transaction } from 'mssql';
import { type CompiledQuery, type DatabaseConnection, type Driver, type QueryResult, SelectQueryNode } from '#kysely';
import { refuseNul } from '../refuse-nul.js';
import { explainSqlServerError } from './errors.js';

/** How long to wait while another process writes, in milliseconds. */
const lockTimeout = 10_000;

/** One lock for all who write: then they never end one another's transactions. */
const takeLock = `declare @result int; exec @result = sp_getapplock @Resource = N'integration-client settings', @LockMode = N'Exclusive', @LockOwner = N'Transaction', @LockTimeout = ${lockTimeout}; select @result as [result]`;

/** Characters of text that is sent as such; longer text is of the type without a limit. */
const shortText = 4000;

/** Loads the driver, which takes a quarter of a second. */
export async function loadDriver(): Promise<SqlServerDriverModule> {
  return (await import('mssql')).default;
}

/**
 * A SQL Server, as Kysely wants it: a few connections, transactions one after the other as on SQLite. Its errors are
 * explained, see {@link explainSqlServerError}. Values come as they do from SQLite, and what SQLite cannot hold is not taken.
 */
export class SqlServerDriver implements Driver {
  readonly #driver: SqlServerDriverModule;
  readonly #pool: ConnectionPool;
  readonly #place: string;

  private constructor(driver: SqlServerDriverModule, pool: ConnectionPool, place: string) {
    this.#driver = driver;
    this.#pool = pool;
    this.#place = place;
  }

  /** Connects and logs in. Throws the driver's own errors, and ConfigError `encryption-missing`. */
  static async open(config: ConnectionConfig): Promise<SqlServerDriver> {
    const driver = await loadDriver();
    return new SqlServerDriver(driver, await openPool(driver, config), placeOf(config));
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<SqlServerConnection> {
    return new SqlServerConnection(this.#driver, this.#pool, this.#place);
  }

  beginTransaction(connection: SqlServerConnection): Promise<void> {
    return connection.begin();
  }

  commitTransaction(connection: SqlServerConnection): Promise<void> {
    return connection.commit();
  }

  rollbackTransaction(connection: SqlServerConnection): Promise<void> {
    return connection.rollback();
  }

  async releaseConnection(): Promise<void> {}

  /** May be called twice. */
  async destroy(): Promise<void> {
    await this.#pool.close();
  }
}

/** Statements of one user of the database, in a transaction or not; takes connections of the pool as it needs them. */
class SqlServerConnection implements DatabaseConnection {
  readonly #driver: SqlServerDriverModule;
  readonly #pool: ConnectionPool;
  readonly #place: string;
  #transaction: Transaction | undefined;

  constructor(driver: SqlServerDriverModule, pool: ConnectionPool, place: string) {
    this.#driver = driver;
    this.#pool = pool;
    this.#place = place;
  }

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const run = () => this.#run<R>(query);
    return this.#explained(this.#transaction === undefined && SelectQueryNode.is(query.query) ? twice(run) : run());
  }

  // biome-ignore lint/correctness/useYield: there is nothing that streams
  async *streamQuery(): AsyncGenerator<never> {
    throw new TypeError('The settings database is read page by page');
  }

  begin(): Promise<void> {
    // Nothing is done yet, so that a connection that was lost meanwhile does no harm.
    return this.#explained(twice(() => this.#begin()));
  }

  async commit(): Promise<void> {
    const transaction = this.#transaction;
    if (transaction !== undefined) await this.#explained(commit(transaction));
    this.#transaction = undefined;
  }

  /** Some errors have rolled back by themselves, and a lost connection is rolled back by the server. */
  async rollback(): Promise<void> {
    await this.#transaction?.rollback().catch(() => undefined);
    this.#transaction = undefined;
  }

  async #begin(): Promise<void> {
    const transaction = this.#pool.transaction();
    await transaction.begin();
    try {
      const { recordset } = await transaction.request().query<{ readonly result: number }>(takeLock);
      if ((recordset[0]?.result ?? -1) < 0) throw busy(this.#place);
    } catch (error) {
      await transaction.rollback().catch(() => undefined);
      throw error;
    }
    this.#transaction = transaction;
  }

  async #run<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const request = (this.#transaction ?? this.#pool).request();
    for (const [index, value] of parameters.entries()) this.#input(request, `p${index + 1}`, value);
    const { recordset, rowsAffected } = await request.query<Record<string, unknown>>(sql);
    const affected = rowsAffected.at(-1);
    // A number of 64 bits comes as text.
    const numbers = Object.values(recordset?.columns ?? {}).filter(({ type }) => type === this.#driver.BigInt);
    for (const row of recordset ?? []) for (const { name } of numbers) row[name] = numberOf(row[name]);
    return {
      rows: (recordset ?? []) as unknown as R[],
      ...(affected === undefined ? {} : { numAffectedRows: BigInt(affected) }),
    };
  }

  #input(request: Request, name: string, value: unknown): void {
    const { NVarChar, BigInt: bigint, VarBinary, MAX } = this.#driver;
    if (typeof value === 'string') {
      // As in SQLite, half of a surrogate pair becomes U+FFFD.
      const text = Buffer.from(refuseNul(value)).toString();
      request.input(name, NVarChar(text.length > shortText ? MAX : shortText), text);
    } else if (Number.isSafeInteger(value)) request.input(name, bigint, value);
    else if (value instanceof Uint8Array) request.input(name, VarBinary(MAX), Buffer.from(value));
    else throw new TypeError(`a value of type ${typeof value} cannot be stored in the settings database`);
  }

  async #explained<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw explainSqlServerError(error, this.#place);
    }
  }
}

/** Does what changes nothing a second time if the connection was lost, or given up for another's sake. */
async function twice<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const kind = failureOf(error)?.kind;
    if (kind !== 'unreachable' && kind !== 'deadlock') throw error;
    return work();
  }
}

function numberOf(value: unknown): unknown {
  const number = typeof value === 'string' ? Number(value) : value;
  return Number.isSafeInteger(number) ? number : value;
}

function busy(place: string): RetryableError {
  return new RetryableError(`The settings database ${place} is locked by another program`, {
    code: 'settings-database-busy',
    hint: 'Close the program that holds it, or try again later.',
  });
}
