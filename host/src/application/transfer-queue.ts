import { setMaxListeners } from 'node:events';
import { abortable } from '@integration-client/core/appliance/abortable';

/** Transfers that run side by side on this host, each in a process of about 100 MB. */
const parallelTransfers = 4;

/** Between which places a transfer is. */
interface Ways {
  readonly site: string;
  readonly destination: string;
}

/** Has transfers wait for their turn: few run at once, and those between the same places one after the other. */
export class TransferQueue {
  /** The last between a site and a destination, until it has ended: two at once would deliver the same things. */
  readonly #lastOf = new Map<string, Promise<unknown>>();
  #free = parallelTransfers;
  readonly #waiting: (() => void)[] = [];
  /** Those that came and have not ended. */
  #begun = 0;

  /** How many run now. */
  get running(): number {
    return parallelTransfers - this.#free;
  }

  /** How many wait for others to end. */
  get waiting(): number {
    return this.#begun - this.running;
  }

  /** Runs a transfer when it is its turn. Rejects with the signal's reason where it is stopped before that. */
  run<T>({ site, destination }: Ways, signal: AbortSignal, transfer: () => Promise<T>): Promise<T> {
    this.#begun++;
    // All transfers of a run wait under one signal: more than Node takes for a leak.
    setMaxListeners(0, signal);
    const ways = JSON.stringify([site, destination]);
    const before = this.#lastOf.get(ways) ?? Promise.resolve();
    const result = abortable(before, signal)
      .then(() => this.#oneOfFew(signal, transfer))
      .finally(() => {
        this.#begun--;
      });
    // One that is stopped while it waits ends before those that it waited for.
    const ended: Promise<unknown> = Promise.allSettled([before, result]).then(() => {
      if (this.#lastOf.get(ways) === ended) this.#lastOf.delete(ways);
    });
    this.#lastOf.set(ways, ended);
    return result;
  }

  async #oneOfFew<T>(signal: AbortSignal, transfer: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    if (this.#free > 0) this.#free--;
    else await this.#place(signal);
    try {
      return await transfer();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else next();
    }
  }

  /** Resolves when one that ends leaves its place to this one. */
  #place(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = () => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = () => {
        this.#waiting.splice(this.#waiting.indexOf(begin), 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', giveUp);
      this.#waiting.push(begin);
    });
  }
}
