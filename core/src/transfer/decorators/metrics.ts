import { IntegrationError, type Item } from '@integration-client/sdk';
import { Download } from '../stream-item.js';
import type { Decorator } from './deliver.js';

/** Told of every attempt of a delivery. */
export interface DeliveryMetrics {
  /** A download has begun. */
  begin(item: Download): void;
  /** It is over, delivered or not. */
  end(item: Download): void;
  /** An attempt failed; `code` is the error's own, or `defect`. */
  attemptFailed(code: string): void;
}

/** Counts attempts that fail, and tells which downloads are under way. */
export function measure(metrics: DeliveryMetrics): Decorator {
  return (next) => async (items, signal) => {
    const downloads = items.filter((item: Item): item is Download & Item => item instanceof Download);
    for (const item of downloads) metrics.begin(item);
    try {
      return await next(items, signal);
    } catch (error) {
      if (!signal.aborted) metrics.attemptFailed(error instanceof IntegrationError ? error.code : 'defect');
      throw error;
    } finally {
      for (const item of downloads) metrics.end(item);
    }
  };
}
