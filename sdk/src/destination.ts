import type { Item } from './item.js';
import type { Operation } from './operation.js';
import type { Receipt } from './receipt.js';

/** An item that was delivered once, as the host's ledger has it. */
export interface DeliveryRecord {
  /** The item's {@link Item.key}. */
  readonly key: string;
  readonly operation: Operation;
  /** What the destination answered when it was delivered last. */
  readonly receipt: Receipt;
}

/**
 * What a place holds of a delivery now. `intact`: what the receipt says; `missing`: nothing; `changed`: something else;
 * `released`: nothing, because the destination's own settings say to keep only so much.
 */
export type Holding = 'intact' | 'missing' | 'changed' | 'released';

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
  /**
   * Optional: what an item would be called at the place, before conflicts with what is there are handled; people see it
   * before a run. MUST change nothing, and must not open the item.
   */
  nameOf?(item: Item): string;
  /**
   * Optional, declared by `verifies: true`: compares deliveries with what the place holds now, and answers in their order.
   * MUST change nothing. A place that cannot be looked at is an error, never `missing`.
   */
  verify?(deliveries: readonly DeliveryRecord[], signal: AbortSignal): Promise<readonly Holding[]>;
  /**
   * Optional, beside {@link verify}: the location of everything that lies where this destination stores, written as its
   * receipts write them. Shows what is there without a delivery. MUST change nothing.
   */
  locations?(signal: AbortSignal): AsyncIterable<string>;
  /** MUST be safe to call twice, and after a failed start. */
  close(): Promise<void>;
}
