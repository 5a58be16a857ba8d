import { RetryableError, UnreachableError } from '@integration-client/sdk';
import type { Clock } from '../../clock.js';
import type { Decorator } from './deliver.js';

/** How often one delivery is tried within a run, and how the pauses between grow (milliseconds). */
const attempts = 3;
const firstPause = 1_000;
const longestPause = 5 * 60_000;

/** What retrying works with. */
export interface RetryParts {
  readonly clock: Clock;
  /** Told before each pause, in milliseconds. */
  readonly onRetry: (items: Parameters<ReturnType<Decorator>>[0], error: RetryableError, pause: number) => void;
}

/**
 * Calls again after a RetryableError, with a pause that doubles and varies, or as long as the other side asked for. Never
 * after any other error, never when the place itself is out of reach or wants to be left alone for longer than five
 * minutes, and never once the signal is aborted.
 */
export function retry({ clock, onRetry }: RetryParts): Decorator {
  return (next) => async (items, signal) => {
    for (let tried = 1; ; tried++) {
      try {
        return await next(items, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof RetryableError) || error instanceof UnreachableError || tried === attempts) throw error;
        const pause = pauseAfter(tried, error.retryAfter);
        if (pause > longestPause) throw error;
        onRetry(items, error, pause);
        await clock.sleep(pause, signal);
      }
    }
  };
}

function pauseAfter(tried: number, retryAfter: number | undefined): number {
  if (retryAfter !== undefined) return retryAfter * 1_000;
  // Varied, so that what failed together does not come back together.
  return Math.min(firstPause * 2 ** (tried - 1), longestPause) * (0.5 + Math.random() / 2);
}
