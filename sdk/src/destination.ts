import type { Item } from './item.js';
import type { Receipt } from './receipt.js';

/**
 * A place that items are delivered to. One object serves one transfer, in a process of its own.
 *
 * A destination never retries, and never logs an error that it also throws: the host does both. Its errors say what the
 * host does next: `RetryableError`, `UnreachableError`, `ItemError`, `ConfigError`; anything else is a defect of the plugin.
 */
export interface Destination {
  /** Proves that the place can be used now. MUST change nothing. */
  check?(signal: AbortSignal): Promise<void>;
  /** Stores one item. MUST resolve only once it is durable, and MUST be idempotent for the same `item.key`. */
  deliver(item: Item, signal: AbortSignal): Promise<Receipt>;
  /**
   * Stores many small items (sessions) at once, all durable or none; receipts in the order of the items. The host sizes
   * the batch; when it fails the host goes one by one through `deliver`, so that one bad item costs only itself.
   */
  deliverMany?(items: readonly Item[], signal: AbortSignal): Promise<readonly Receipt[]>;
  /** MUST be safe to call twice, and after a failed start. */
  close(): Promise<void>;
}
