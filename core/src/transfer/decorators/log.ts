import { type Item, isDocument, type Logger } from '@integration-client/sdk';
import { type Decorator, nameOf } from './deliver.js';

/**
 * Writes what became of each attempt at debug level, but not of single sessions that went well: there can be hundreds of
 * thousands. What fails for good is logged by whoever decides that, with what to do.
 */
export function logged(log: Logger): Decorator {
  return (next) => async (items, signal) => {
    const began = performance.now();
    const took = () => `after ${Math.round(performance.now() - began)} ms`;
    try {
      const receipts = await next(items, signal);
      if (!isOneSession(items)) log.debug(`Delivered ${nameOf(items)} ${took()}`);
      return receipts;
    } catch (error) {
      log.debug(`${nameOf(items)} failed ${took()}: ${error instanceof Error ? error.message : String(error)}`);
      throw error;
    }
  };
}

function isOneSession(items: readonly Item[]): boolean {
  const [first] = items;
  return items.length === 1 && first !== undefined && isDocument(first);
}
