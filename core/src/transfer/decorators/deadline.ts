import { type Item, RetryableError } from '@integration-client/sdk';
import { Download } from '../stream-item.js';
import { type Decorator, nameOf } from './deliver.js';

/** How long a delivery may take, in milliseconds. */
export interface Patience {
  /** Without a byte of its download coming in. */
  readonly silence: number;
  /** In all. */
  readonly total: number;
  /** After it was told to stop; then it is left behind. */
  readonly stopping: number;
}

/** Longer than the time limits of the network, which say more about what is wrong. */
export const patience: Patience = Object.freeze({ silence: 10 * 60_000, total: 24 * 3600_000, stopping: 10_000 });

/**
 * Gives a delivery up that does not move, or that never ends. A download that drips is noticed by its own stream; this
 * also notices a destination that hangs. Time is measured by the machine's own timers, not by a clock that can be set.
 */
export function deadline(limits: Patience = patience): Decorator {
  return (next) => async (items, signal) => {
    signal.throwIfAborted();
    const stop = new AbortController();
    const passOn = () => stop.abort(signal.reason);
    signal.addEventListener('abort', passOn);
    const watch = new Watch(items, limits, (error) => stop.abort(error));
    try {
      return await Promise.race([next(items, stop.signal), watch.tooLate]);
    } finally {
      watch.end();
      signal.removeEventListener('abort', passOn);
    }
  };
}

/** Watches one delivery, from the beginning to {@link end}. */
class Watch {
  /** Rejects when the delivery was told to stop and did not. */
  readonly tooLate: Promise<never>;
  readonly #items: readonly Item[];
  readonly #limits: Patience;
  readonly #latest: number;
  #arrived = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(items: readonly Item[], limits: Patience, onOverdue: (error: RetryableError) => void) {
    this.#items = items;
    this.#limits = limits;
    this.#latest = performance.now() + limits.total;
    this.tooLate = new Promise((_, reject) => {
      const look = () => {
        const why = this.#overdue();
        if (why === undefined) {
          this.#timer = setTimeout(look, this.#next());
          return;
        }
        const error = timeOut(items, why);
        this.#timer = setTimeout(() => reject(error), limits.stopping);
        onOverdue(error);
      };
      this.#timer = setTimeout(look, this.#next());
    });
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  /** Why the delivery is to be given up, if it is. */
  #overdue(): string | undefined {
    if (performance.now() >= this.#latest) return `was not over after ${seconds(this.#limits.total)}`;
    const arrived = arrivedBytes(this.#items);
    if (arrived === this.#arrived) return `did not move for ${seconds(this.#limits.silence)}`;
    this.#arrived = arrived;
    return undefined;
  }

  /** Until the next look, in milliseconds. */
  #next(): number {
    return Math.max(1, Math.min(this.#limits.silence, this.#latest - performance.now()));
  }
}

function arrivedBytes(items: readonly Item[]): number {
  return items.reduce((sum, item) => sum + (item instanceof Download ? item.received : 0), 0);
}

function timeOut(items: readonly Item[], why: string): RetryableError {
  return new RetryableError(`The delivery of ${nameOf(items)} ${why} and was given up`, {
    code: 'delivery-timeout',
    hint: 'It is tried again. If it stays, look whether the destination hangs: a network drive, a locked database.',
  });
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 1000)} s`;
}
