import { SqlError } from '../sql-error.js';

/** Who holds and waits for locks: a session. */
export interface LockOwner {
  /** The lock that it waits for. */
  waitingFor: Lock | undefined;
}

/** Exclusive for one, or shared by many. */
export type LockMode = 'exclusive' | 'shared';

/** The mode as statements name it; all that are not exclusive count as shared. */
export function lockMode(name: string): LockMode {
  return name.toLowerCase() === 'exclusive' ? 'exclusive' : 'shared';
}

/** How long a session waits. */
export interface Patience {
  /** Milliseconds; below zero without end. */
  readonly timeout: number;
  /** Aborted when the client gives the request up or goes away. */
  readonly signal: AbortSignal;
}

interface Waiter {
  readonly owner: LockOwner;
  readonly mode: LockMode;
  readonly granted: () => void;
}

/** A request that the client gave up. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** One lock, granted in the order in which it is asked for. */
export class Lock {
  readonly #holders = new Map<LockOwner, LockMode>();
  readonly #queue: Waiter[] = [];

  isHeldBy(owner: LockOwner): boolean {
    return this.#holders.has(owner);
  }

  /** Whether it would be granted at once. */
  wouldBeGranted(owner: LockOwner, mode: LockMode): boolean {
    return this.#isFree(owner, mode) && (this.#queue.length === 0 || this.#holders.has(owner));
  }

  /**
   * Waits until the lock is granted; true if it had to wait. Throws error 1222 after the time given, error 1205 where two
   * wait for each other, and Cancelled.
   */
  async acquire(owner: LockOwner, mode: LockMode, { timeout, signal }: Patience): Promise<boolean> {
    if (this.#holders.get(owner) === 'exclusive') return false;
    if (this.wouldBeGranted(owner, mode)) {
      this.#holders.set(owner, mode);
      return false;
    }
    if (this.#leadsBackTo(owner)) throw deadlock();
    if (timeout === 0) throw lockTimeout();
    await new Promise<void>((resolve, reject) => {
      const timer = timeout < 0 ? undefined : setTimeout(() => giveUp(lockTimeout()), timeout);
      const cancel = (): void => giveUp(new Cancelled());
      const settle = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', cancel);
        owner.waitingFor = undefined;
      };
      const granted = (): void => {
        settle();
        resolve();
      };
      const waiter = { owner, mode, granted };
      const giveUp = (error: Error): void => {
        settle();
        this.#queue.splice(this.#queue.indexOf(waiter), 1);
        this.#grant();
        reject(error);
      };
      owner.waitingFor = this;
      this.#queue.push(waiter);
      if (signal.aborted) cancel();
      else signal.addEventListener('abort', cancel);
    });
    return true;
  }

  release(owner: LockOwner): void {
    if (this.#holders.delete(owner)) this.#grant();
  }

  #grant(): void {
    for (let next = this.#queue[0]; next !== undefined && this.#isFree(next.owner, next.mode); next = this.#queue[0]) {
      this.#queue.shift();
      this.#holders.set(next.owner, next.mode);
      next.granted();
    }
  }

  #isFree(owner: LockOwner, mode: LockMode): boolean {
    return [...this.#holders].every(([other, held]) => other === owner || (mode === 'shared' && held === 'shared'));
  }

  /** Whether those who hold this lock wait, in the end, for the one who wants it. */
  #leadsBackTo(owner: LockOwner, seen: Set<Lock> = new Set()): boolean {
    if (seen.has(this)) return false;
    seen.add(this);
    return [...this.#holders.keys()].some(
      (holder) =>
        holder !== owner &&
        holder.waitingFor !== undefined &&
        (holder.waitingFor.isHeldBy(owner) || holder.waitingFor.#leadsBackTo(owner, seen)),
    );
  }
}

function lockTimeout(): SqlError {
  return new SqlError(1222, 'Lock request time out period exceeded.');
}

function deadlock(): SqlError {
  const text = 'was deadlocked on lock resources with another process and has been chosen as the deadlock victim';
  return new SqlError(1205, `Transaction (Process ID 52) ${text}. Rerun the transaction.`);
}
