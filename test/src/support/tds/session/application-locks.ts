import { SqlError } from '../sql-error.js';
import type { Database } from './database.js';
import { Cancelled, Lock, type LockMode } from './lock.js';
import type { Session } from './session.js';

/** What keeps an application lock. */
export type LockKeeper = 'transaction' | 'session';

interface Held {
  readonly database: Database;
  readonly resource: string;
  readonly keeper: LockKeeper;
}

/** Names of locks are cut to 255 characters. */
const longestResource = 255;

/** The application locks of a session: sp_getapplock and sp_releaseapplock. */
export class ApplicationLocks {
  readonly #session: Session;
  #held: Held[] = [];

  constructor(session: Session) {
    this.#session = session;
  }

  /** The return value of sp_getapplock: 0 granted, 1 after waiting, -1 too late, -2 given up, -3 deadlock, -999 wrong call. */
  async get(
    resource: string,
    mode: LockMode,
    keeper: LockKeeper,
    timeout: number,
    signal: AbortSignal,
  ): Promise<number> {
    const { database, transaction } = this.#session;
    if (keeper === 'transaction' && transaction === undefined) return -999;
    const name = resource.slice(0, longestResource);
    const lock = database.applicationLocks.get(name) ?? new Lock();
    database.applicationLocks.set(name, lock);
    try {
      const waited = await lock.acquire(this.#session, mode, { timeout, signal });
      this.#held.push({ database, resource: name, keeper });
      return waited ? 1 : 0;
    } catch (error) {
      if (error instanceof SqlError) return error.number === 1205 ? -3 : -1;
      if (error instanceof Cancelled) return -2;
      throw error;
    }
  }

  /** Gives a lock back, as often as it was taken. Throws error 1223 where the session does not hold it. */
  release(resource: string, keeper: LockKeeper): void {
    const name = resource.slice(0, longestResource);
    const index = this.#held.findIndex(
      (held) => held.database === this.#session.database && held.resource === name && held.keeper === keeper,
    );
    if (index < 0) {
      const text = `Cannot release the application lock (Database Principal: 'public', Resource: '${name}')`;
      throw new SqlError(1223, `${text} because it is not currently held.`);
    }
    this.#drop([this.#held[index]!]);
  }

  /** The transaction is over. */
  releaseTransaction(): void {
    this.#drop(this.#held.filter((held) => held.keeper === 'transaction'));
  }

  /** The session is over. */
  releaseAll(): void {
    this.#drop(this.#held);
  }

  #drop(gone: readonly Held[]): void {
    this.#held = this.#held.filter((held) => !gone.includes(held));
    for (const { database, resource } of gone) {
      const isStillHeld = this.#held.some((held) => held.database === database && held.resource === resource);
      if (!isStillHeld) database.applicationLocks.get(resource)?.release(this.#session);
    }
  }
}
