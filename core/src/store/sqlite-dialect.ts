import { setTimeout } from 'node:timers/promises';
import { RetryableError } from '@integration-client/sdk';
import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite';
import {
  type DatabaseConnection,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
  type SqliteStatement,
} from '#kysely';
import { refuseNul } from './refuse-nul.js';
import { explainSqliteError, settingsDatabaseDamaged } from './sqlite-errors.js';

const defaultBusyTimeout = 10_000;

/** How long to wait between attempts to begin a transaction, in milliseconds. */
const beginPause = 5;

/** Statements kept prepared: batches of one size repeat the same text. */
const keptStatements = 64;

const pragmas = [
  'synchronous = FULL',
  // macOS flushes its disks only when asked in this way.
  'fullfsync = ON',
  'foreign_keys = ON',
  'trusted_schema = OFF',
  // KiB. The ledger is asked for keys in no order: its inner pages should stay in memory, 4 MB for a million keys.
  'cache_size = -8192',
];

/** How a file is opened. */
export interface SqliteFileOptions {
  /** How long to wait while another process writes, in milliseconds; 10 seconds by default. */
  readonly busyTimeout?: number;
  /** Nothing of the file changes, not even when it is closed. */
  readonly readOnly?: boolean;
}

/** An open SQLite file, as Kysely wants it. Its errors are explained, see {@link explainSqliteError}. */
export class SqliteFile implements SqliteDatabase {
  readonly #path: string;
  readonly #busyTimeout: number;
  readonly #database: DatabaseSyncInstance;
  readonly #statements = new Map<string, SqliteStatement>();

  /** Opens the file and changes nothing in it. Throws IntegrationError. */
  constructor(path: string, { busyTimeout = defaultBusyTimeout, readOnly = false }: SqliteFileOptions = {}) {
    this.#path = path;
    this.#busyTimeout = busyTimeout;
    this.#database = this.#explained(() => new DatabaseSync(path, { timeout: busyTimeout, readOnly }));
    try {
      for (const pragma of pragmas) this.#explained(() => this.#database.exec(`pragma ${pragma}`));
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  prepare(sql: string): SqliteStatement {
    const kept = this.#statements.get(sql);
    if (kept !== undefined) return kept;
    const statement = this.#adapt(this.#explained(() => this.#database.prepare(sql)));
    const oldest = this.#statements.size < keptStatements ? undefined : this.#statements.keys().next().value;
    if (oldest !== undefined) this.#statements.delete(oldest);
    this.#statements.set(sql, statement);
    return statement;
  }

  /** The number by which a file says what program it belongs to. Throws IntegrationError where it is no database. */
  applicationId(): number {
    return Number((this.prepare('pragma application_id').all([])[0] as { application_id: number }).application_id);
  }

  /** Reads all of the file. Throws ConfigError `settings-database-damaged` where it is not sound. */
  checkWhole(): void {
    const [row] = this.prepare('pragma quick_check(1)').all([]) as readonly { readonly quick_check: string }[];
    const [found = ''] = row?.quick_check.split('\n').slice(-1) ?? [];
    if (found !== 'ok') throw settingsDatabaseDamaged(this.#path, found);
  }

  /**
   * Begins a transaction with the right to write. Otherwise SQLite fails a transaction that read first, when another
   * process wrote in between. Waits for other writers without blocking this process.
   */
  async beginImmediate(): Promise<void> {
    const deadline = performance.now() + this.#busyTimeout;
    for (;;) {
      this.#database.exec('pragma busy_timeout = 0');
      try {
        this.#explained(() => this.#database.exec('begin immediate'));
        return;
      } catch (error) {
        const busy = error instanceof RetryableError && error.code === 'settings-database-busy';
        if (!busy || performance.now() > deadline) throw error;
      } finally {
        this.#database.exec(`pragma busy_timeout = ${this.#busyTimeout}`);
      }
      await setTimeout(beginPause);
    }
  }

  /** Takes a transaction back, unless SQLite has done it: a full disk ends it at once. */
  rollback(): void {
    if (this.#database.isTransaction) this.#explained(() => this.#database.exec('rollback'));
  }

  /** Lets others read while one writes. The file remembers it. */
  useWriteAheadLog(): void {
    this.#explained(() => this.#database.exec('pragma journal_mode = WAL'));
  }

  /** Safe to call twice. */
  close(): void {
    if (!this.#database.isOpen) return;
    this.#statements.clear();
    // The library keeps the file open until prepared statements are collected: leave no lock, and an empty log, which
    // would be taken for the newest changes of whatever file is put in the place of this one.
    this.rollback();
    try {
      this.#database.exec('pragma busy_timeout = 0; pragma wal_checkpoint(truncate)');
    } catch {
      // What is in the log is durable, and is moved by whoever opens the file next.
    }
    this.#database.close();
  }

  #adapt(statement: StatementSyncInstance): SqliteStatement {
    return {
      reader: statement.columns().length > 0,
      all: (parameters) => this.#explained(() => statement.all(...withoutNul(parameters))),
      run: (parameters) => this.#explained(() => statement.run(...withoutNul(parameters))),
      iterate: (parameters) => this.#explained(() => statement.iterate(...withoutNul(parameters))),
    };
  }

  #explained<Result>(call: () => Result): Result {
    try {
      return call();
    } catch (error) {
      throw explainSqliteError(error, this.#path);
    }
  }
}

function withoutNul(parameters: readonly unknown[]): readonly unknown[] {
  for (const parameter of parameters) if (typeof parameter === 'string') refuseNul(parameter);
  return parameters;
}

/**
 * Begins transactions as {@link SqliteFile.beginImmediate} does, and ends them with the error that failed them. Who waits for
 * the one connection waits in a queue: Kysely's own lock wakes all who wait each time, which takes minutes where thousands do.
 */
class ImmediateDriver extends SqliteDriver {
  readonly #file: SqliteFile;
  #isTaken = false;
  readonly #waiting: (() => void)[] = [];

  constructor(file: SqliteFile) {
    super({ database: file });
    this.#file = file;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#isTaken) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#isTaken = true;
    return super.acquireConnection();
  }

  override async releaseConnection(): Promise<void> {
    await super.releaseConnection();
    const next = this.#waiting.shift();
    if (next === undefined) this.#isTaken = false;
    else next();
  }

  override beginTransaction(): Promise<void> {
    return this.#file.beginImmediate();
  }

  override async rollbackTransaction(): Promise<void> {
    this.#file.rollback();
  }
}

/** Kysely asks for it before it puts migrations into one transaction; SQLite can undo changes of tables. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Kysely's SQLite dialect over a {@link SqliteFile}. */
export class SqliteFileDialect extends SqliteDialect {
  readonly #file: SqliteFile;

  constructor(file: SqliteFile) {
    super({ database: file });
    this.#file = file;
  }

  override createDriver(): SqliteDriver {
    return new ImmediateDriver(this.#file);
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}
