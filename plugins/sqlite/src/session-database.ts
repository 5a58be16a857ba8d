import { nodeDisk, RetryableError, type SessionRows } from '@integration-client/sdk';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { prepareSchema } from './schema.js';
import { checkSchema, type SchemaState } from './schema-check.js';
import { SessionWriter, type WrittenSession } from './session-writer.js';
import { inTransaction } from './transaction.js';

/** Milliseconds to wait for another process's transaction; after that the host tries again later. */
export const busyTimeout = 3000;

/** An open storage database. Its errors are SQLite's own, and those of {@link checkSchema} and {@link SessionWriter}. */
export class SessionDatabase {
  /** What was found when it was opened. */
  readonly found: SchemaState['kind'];
  readonly #file: string;
  readonly #db: DatabaseSyncInstance;
  readonly #writer: SessionWriter;
  #identity: string | undefined;

  private constructor(file: string) {
    this.#file = file;
    this.#db = new DatabaseSync(file, { timeout: busyTimeout, enableForeignKeyConstraints: true });
    try {
      // Before anything is set: WAL alone would already change a database that is not ours.
      checkSchema(this.#db, file);
      this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
      this.found = prepareSchema(this.#db, file);
      this.#writer = new SessionWriter(this.#db);
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  /** Opens the database, makes it where there is none, and makes or upgrades its tables. */
  static async open(file: string): Promise<SessionDatabase> {
    const opened = new SessionDatabase(file);
    try {
      opened.#identity = await identity(file);
      return opened;
    } catch (error) {
      opened.close();
      throw error;
    }
  }

  /** Writes sessions, all of them durably or none. */
  async write(sessions: readonly SessionRows[]): Promise<WrittenSession[]> {
    const written = inTransaction(this.#db, () => sessions.map((rows) => this.#writer.write(rows)));
    // A file that was moved or removed can still be written to, and nobody would find the rows.
    const standing = await identity(this.#file);
    if (standing === undefined || standing !== this.#identity) {
      throw new RetryableError(`the database ${this.#file} was moved or removed while it was in use`, {
        code: 'database-moved',
        hint: 'Nothing to do: the delivery is repeated to the file that stands there now, or to a new one.',
      });
    }
    return written;
  }

  /** Moves what the write-ahead log holds into the database file, so that it is complete without its neighbours. */
  checkpoint(): void {
    this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  /** May be called twice. */
  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }
}

/** Tells one file from another that has taken its place; undefined where there is none. */
async function identity(file: string): Promise<string | undefined> {
  return (await nodeDisk.stat(file))?.identity;
}
