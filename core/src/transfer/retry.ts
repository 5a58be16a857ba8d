import { RetryableError, UnreachableError } from '@integration-client/sdk';
import type { Clock } from '../clock.js';

/** How often one delivery is tried within a run, and how the pauses between grow (milliseconds). */
const attempts = 3;
const firstPause = 1_000;
const longestPause = 60_000;

/**
 * Calls again after a RetryableError, with a pause that doubles and varies, or as long as the other side asked for.
 * Never after any other error, never when the place itself is out of reach, and never once the signal is aborted.
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  options: { readonly clock: Clock; readonly signal: AbortSignal; readonly onRetry?: (error: RetryableError) => void },
): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await attempt();
    } catch (error) {
      options.signal.throwIfAborted();
      if (!(error instanceof RetryableError) || error instanceof UnreachableError || tried === attempts) throw error;
      options.onRetry?.(error);
      await options.clock.sleep(pause(tried, error.retryAfter), options.signal);
    }
  }
}

function pause(tried: number, retryAfter: number | undefined): number {
  if (retryAfter !== undefined) return Math.min(retryAfter * 1_000, longestPause);
  return Math.min(firstPause * 2 ** (tried - 1), longestPause) * (0.5 + Math.random() / 2);
}
