import { type ConnectionConfig, commit, openPool } from '@integration-client/sdk/sqlserver';
import type { ConnectionPool, IBulkOptions, Request, Table, Transaction } from 'mssql';
import { loadDriver } from './driver.js';
import type { Parameter, Statement } from './statement.js';

/** How tables are loaded: without the check foreign keys would not be trusted any more. */
export const bulkOptions: IBulkOptions = { checkConstraints: true };

/** A row of an answer, by the names of its columns. `bigint` comes as text. */
export type ResultRow = Readonly<Record<string, unknown>>;

/** Where statements run: a connection, each in a transaction of its own, or one transaction. */
export interface Session {
  /** Runs one statement and returns its rows. */
  run(statement: Statement): Promise<readonly ResultRow[]>;
  /** Loads the rows of a table, checking its constraints: foreign keys stay trusted. */
  load(table: Table): Promise<void>;
}

/** One connection to a database. After an error it is closed and never used again. Errors are the driver's own. */
export class Connection {
  /** The driver, loaded. */
  readonly driver: typeof import('mssql');
  readonly #pool: ConnectionPool;

  private constructor(driver: typeof import('mssql'), pool: ConnectionPool) {
    this.driver = driver;
    this.#pool = pool;
  }

  /** Connects and logs in. Throws as {@link openPool} does. */
  static async open(config: ConnectionConfig): Promise<Connection> {
    const driver = await loadDriver();
    return new Connection(driver, await openPool(driver, config));
  }

  /** Runs statements outside of a transaction. The signal cancels the one that runs. */
  session(signal: AbortSignal): Session {
    return new RequestSession(this.#pool, signal);
  }

  /**
   * Runs work whose changes are all made or none. Throws `CommitError` where it is not known which; whatever else
   * is thrown, none is.
   */
  async inTransaction<T>(signal: AbortSignal, work: (session: Session) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const transaction = this.#pool.transaction();
    await transaction.begin();
    let result: T;
    try {
      result = await work(new RequestSession(transaction, signal));
      signal.throwIfAborted();
    } catch (error) {
      // Some errors have rolled back by themselves, and a lost connection is rolled back by the server.
      await transaction.rollback().catch(() => undefined);
      throw error;
    }
    await commit(transaction);
    return result;
  }

  /** May be called twice. */
  async close(): Promise<void> {
    await this.#pool.close();
  }
}

class RequestSession implements Session {
  readonly #parent: ConnectionPool | Transaction;
  readonly #signal: AbortSignal;

  constructor(parent: ConnectionPool | Transaction, signal: AbortSignal) {
    this.#parent = parent;
    this.#signal = signal;
  }

  async run({ text, parameters = [] }: Statement): Promise<readonly ResultRow[]> {
    const driver = await loadDriver();
    return this.#cancellable(async (request) => {
      for (const { name, type, value } of parameters) request.input(name, parameterType(driver, type), value);
      return (await request.query(text)).recordset ?? [];
    });
  }

  async load(table: Table): Promise<void> {
    await this.#cancellable((request) => request.bulk(table, bulkOptions));
  }

  async #cancellable<T>(work: (request: Request) => Promise<T>): Promise<T> {
    this.#signal.throwIfAborted();
    const request = this.#parent.request();
    const cancel = () => request.cancel();
    const done = work(request);
    this.#signal.addEventListener('abort', cancel, { once: true });
    try {
      return await done;
    } finally {
      this.#signal.removeEventListener('abort', cancel);
    }
  }
}

function parameterType(driver: typeof import('mssql'), type: Parameter['type']) {
  return type === 'bigint' ? driver.BigInt : driver.NVarChar(type.characters);
}
