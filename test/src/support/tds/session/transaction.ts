import { SqlError } from '../sql-error.js';
import type { Database } from './database.js';
import type { Patience } from './lock.js';
import type { Session } from './session.js';

let lastDescriptor = 0n;

/**
 * A transaction of a session. It takes its turn at a database with its first statement there and keeps it to the end, so
 * that transactions on one database run one after the other.
 */
export class Transaction {
  /** What the protocol calls it by. */
  readonly descriptor = Buffer.alloc(8);
  /** How often it was begun and not yet committed. */
  depth = 1;
  readonly #session: Session;
  readonly #databases = new Set<Database>();
  readonly #savepoints: string[] = [];

  constructor(session: Session) {
    this.#session = session;
    this.descriptor.writeBigUInt64LE(++lastDescriptor);
  }

  /** Takes its turn at a database. */
  async enter(database: Database, patience: Patience): Promise<void> {
    if (this.#databases.has(database)) return;
    await database.turn.acquire(this.#session, 'exclusive', patience);
    database.sqlite.exec('BEGIN');
    this.#databases.add(database);
  }

  /** Marks a point to which the transaction can go back, in the databases that it has entered. */
  save(name: string): void {
    this.#savepoints.push(name);
    for (const { sqlite } of this.#databases) sqlite.exec(`SAVEPOINT ${savepoint(name)}`);
  }

  /** Goes back to a savepoint; false where the name is none. */
  rollbackTo(name: string): boolean {
    if (!this.#savepoints.includes(name)) return false;
    for (const { sqlite } of this.#databases) sqlite.exec(`ROLLBACK TO ${savepoint(name)}`);
    return true;
  }

  end(how: 'COMMIT' | 'ROLLBACK'): void {
    this.depth = 0;
    for (const database of this.#databases) {
      // SQLite may have ended it by itself, after an error of the disk.
      if (database.sqlite.isTransaction) database.sqlite.exec(how);
      database.turn.release(this.#session);
    }
    this.#databases.clear();
    this.#session.applicationLocks.releaseTransaction();
  }
}

function savepoint(name: string): string {
  if (name === '') throw new SqlError(628, 'Cannot issue SAVE TRANSACTION without a name.');
  return `"${name.replaceAll('"', '""')}"`;
}
