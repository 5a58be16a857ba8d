import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { Catalogue } from '../sql/catalogue.js';
import { defineFunctions } from '../sql/functions.js';
import { toSqlError } from '../sql/sqlite-errors.js';
import { Lock } from './lock.js';
import type { Session } from './session.js';

/** One database: a SQLite file, which one session uses at a time. */
export class Database {
  readonly id: number;
  readonly name: string;
  readonly sqlite: DatabaseSyncInstance;
  readonly catalogue: Catalogue;
  /** Whose turn it is: a transaction keeps it to its end. */
  readonly turn = new Lock();
  /** Application locks by their resource. */
  readonly applicationLocks = new Map<string, Lock>();
  /** What a function of ours threw: SQLite passes on only its message. */
  thrown: unknown;
  #session: Session | undefined;

  constructor(id: number, name: string, file: string) {
    this.id = id;
    this.name = name;
    this.sqlite = new DatabaseSync(file);
    // Nobody reads the file after a crash; and ALTER COLUMN is a change of the schema's text.
    this.sqlite.enableDefensive(false);
    this.sqlite.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF');
    defineFunctions(this);
    this.catalogue = new Catalogue(this.sqlite);
  }

  /** The session whose statement runs. */
  get session(): Session {
    if (this.#session === undefined) throw new Error('No statement runs.');
    return this.#session;
  }

  /** Runs a part of a session's statement: all of it takes effect, or none. Throws {@link SqlError}. */
  run<T>(session: Session, work: () => T): T {
    this.#session = session;
    this.thrown = undefined;
    this.sqlite.exec('SAVEPOINT "~statement"');
    try {
      const result = work();
      this.sqlite.exec('RELEASE "~statement"');
      return result;
    } catch (error) {
      // A statement that fills the disk has ended the transaction already.
      if (this.sqlite.isTransaction) this.sqlite.exec('ROLLBACK TO "~statement"; RELEASE "~statement"');
      throw toSqlError(error, this);
    } finally {
      this.#session = undefined;
    }
  }

  close(): void {
    this.sqlite.close();
  }
}
