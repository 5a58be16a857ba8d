import type { Decorator } from './deliver.js';

/** Where a delivery waits for its turn. */
export interface Turns {
  /** Resolves when it may begin, with what is to be called once when it is over. Rejects with the signal's reason. */
  take(signal: AbortSignal): Promise<() => void>;
}

/** Lets only so many deliveries run side by side: to the destination, from the site, and on the whole host. */
export function limit(turns: Turns): Decorator {
  return (next) => async (items, signal) => {
    const done = await turns.take(signal);
    try {
      return await next(items, signal);
    } finally {
      done();
    }
  };
}

/** Everything may begin at once. */
export const unlimited: Turns = { take: async () => () => {} };
