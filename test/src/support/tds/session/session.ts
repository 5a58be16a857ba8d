import type { LoginOptions } from '../permissions.js';
import { environmentChange } from '../protocol/tokens.js';
import type { TdsServerState } from '../server-state.js';
import { SqlError } from '../sql-error.js';
import type { SqlType, Value } from '../values/sql-type.js';
import { ApplicationLocks } from './application-locks.js';
import type { Database } from './database.js';
import type { Lock, LockOwner } from './lock.js';
import { Transaction } from './transaction.js';

/** A statement that was prepared. */
export interface Prepared {
  readonly sql: string;
  readonly parameters: readonly { readonly name: string; readonly type: SqlType }[];
}

/** What SET sets. */
export class SessionOptions {
  xactAbort = false;
  noCount = false;
  /** Milliseconds to wait for a lock; below zero without end. */
  lockTimeout = -1;
  /** The table in SQLite whose identity column takes given values. */
  identityInsert: string | undefined;

  copy(): SessionOptions {
    return Object.assign(new SessionOptions(), this);
  }
}

/** What one connection is in the middle of. */
export class Session implements LockOwner {
  readonly id: number;
  readonly server: TdsServerState;
  readonly login: LoginOptions;
  readonly applicationLocks = new ApplicationLocks(this);
  readonly prepared = new Map<number, Prepared>();
  waitingFor: Lock | undefined;
  database: Database;
  transaction: Transaction | undefined;
  options = new SessionOptions();
  lastIdentity: number | bigint | undefined;
  rowCount = 0;
  /** Number of the last statement's error, 0 for none. */
  lastError = 0;
  /** The kind of statement that runs, and its table, as messages name them. */
  statement = '';
  target = '';
  readonly #first: Database;
  #nextHandle = 1;

  constructor(id: number, server: TdsServerState, login: LoginOptions, database: Database) {
    this.id = id;
    this.server = server;
    this.login = login;
    this.database = database;
    this.#first = database;
  }

  /** Keeps a prepared statement, and gives its number. */
  prepare(statement: Prepared): number {
    const handle = this.#nextHandle++;
    this.prepared.set(handle, statement);
    return handle;
  }

  /** The value of `@@name`. */
  systemVariable(name: string): Value {
    switch (name) {
      case '@@trancount':
        return BigInt(this.transaction?.depth ?? 0);
      case '@@rowcount':
        return BigInt(this.rowCount);
      case '@@error':
        return BigInt(this.lastError);
      case '@@spid':
        return BigInt(this.id);
      case '@@identity':
        return this.lastIdentity ?? null;
      case '@@lock_timeout':
        return BigInt(this.options.lockTimeout);
      case '@@version':
        return this.server.versionText;
      case '@@servername':
        return this.server.name;
      default:
        throw new SqlError(137, `Must declare the scalar variable "${name}".`);
    }
  }

  /** Waits for the turn at the database, begins what a transaction needs, and runs the work: all of it or nothing. */
  async inDatabase<T>(signal: AbortSignal, work: (database: Database) => T): Promise<T> {
    const { database, transaction } = this;
    if (transaction !== undefined) {
      await transaction.enter(database, { timeout: this.options.lockTimeout, signal });
      return database.run(this, () => work(database));
    }
    await database.turn.acquire(this, 'exclusive', { timeout: this.options.lockTimeout, signal });
    try {
      return database.run(this, () => work(database));
    } finally {
      database.turn.release(this);
    }
  }

  /** Begins a transaction, or another one inside of it, which is only counted. */
  begin(): Buffer | undefined {
    if (this.transaction !== undefined) {
      this.transaction.depth++;
      return undefined;
    }
    this.transaction = new Transaction(this);
    return environmentChange.begin(this.transaction.descriptor);
  }

  /** Ends a transaction. Throws error 3902 where there is none. */
  commit(): Buffer | undefined {
    const { transaction } = this;
    if (transaction === undefined) {
      throw new SqlError(3902, 'The COMMIT TRANSACTION request has no corresponding BEGIN TRANSACTION.');
    }
    if (--transaction.depth > 0) return undefined;
    transaction.end('COMMIT');
    this.transaction = undefined;
    return environmentChange.commit(transaction.descriptor);
  }

  /** Undoes a transaction, or all since a savepoint of it. Throws error 3903 where there is none, 3901 for a savepoint. */
  rollback(savepoint?: string): Buffer | undefined {
    const { transaction } = this;
    if (transaction === undefined) {
      throw new SqlError(3903, 'The ROLLBACK TRANSACTION request has no corresponding BEGIN TRANSACTION.');
    }
    if (savepoint !== undefined && transaction.rollbackTo(savepoint)) return undefined;
    transaction.end('ROLLBACK');
    this.transaction = undefined;
    return environmentChange.rollback(transaction.descriptor);
  }

  /** Makes the session what it was after the login. */
  reset(): void {
    if (this.transaction !== undefined) this.rollback();
    this.applicationLocks.releaseAll();
    this.prepared.clear();
    this.database = this.#first;
    this.options = new SessionOptions();
  }
}
