import {
  ConfigError,
  type Destination,
  type Item,
  ItemError,
  type Logger,
  type Receipt,
  RetryableError,
  UnreachableError,
} from '@integration-client/sdk';
import type { Deliver } from './decorators/deliver.js';
import { aboutOneRecording } from './failure-codes.js';

/** What became of one item. */
export type Delivered<I extends Item = Item> =
  | { readonly item: I; readonly receipt: Receipt }
  | { readonly item: I; readonly error: Error };

/** Told of every item, one after the other. */
type OnDelivered<I extends Item> = (delivered: Delivered<I>) => Promise<void>;

/** So many failures in a row say that not the items are at fault. */
const failuresInARow = 5;

/** Hands items to a destination, several at once, and tells which errors are an item's own and which stop everything. */
export class Delivery {
  readonly #deliver: Deliver;
  readonly #takesBatches: boolean;
  readonly #concurrency: number;
  readonly #log: Logger;
  readonly #signal: AbortSignal;
  #failedInARow = 0;

  /** @param deliver the way to the destination, as `deliveryPath` makes it */
  constructor(
    deliver: Deliver,
    options: {
      readonly destination: Destination;
      readonly concurrency: number;
      readonly log: Logger;
      readonly signal: AbortSignal;
    },
  ) {
    this.#deliver = deliver;
    this.#takesBatches = options.destination.deliverMany !== undefined;
    this.#concurrency = options.concurrency;
    this.#log = options.log;
    this.#signal = options.signal;
  }

  /**
   * Delivers a batch of small items: together where the destination can, else side by side; a batch that fails is
   * repeated one by one, so that one bad item costs only itself. Throws what stops the transfer as a whole.
   */
  async batch<I extends Item>(items: readonly I[], onDelivered: OnDelivered<I>): Promise<void> {
    const together = items.length > 1 ? await this.#together(items) : undefined;
    if (together === undefined) return this.each(items, this.#concurrency, onDelivered);
    for (const delivered of together) await onDelivered(delivered);
  }

  /** Delivers items side by side. Throws what stops the transfer as a whole, after the deliveries under way have ended. */
  async each<I extends Item>(items: Iterable<I>, concurrency: number, onDelivered: OnDelivered<I>): Promise<void> {
    const queue = items[Symbol.iterator]();
    const inDoubt: Delivered<I>[] = [];
    let stop: unknown;
    const lane = async () => {
      for (let next = queue.next(); !next.done && stop === undefined; next = queue.next()) {
        try {
          const delivered = await this.#one(next.value);
          if ('error' in delivered && isOwnFault(delivered.error)) {
            await onDelivered(delivered);
          } else {
            inDoubt.push(delivered);
            // Failures in a row may turn out to be the place's fault: until one item succeeds they count against none.
            if ('receipt' in delivered) await tellAll();
          }
        } catch (error) {
          stop ??= error;
        }
      }
    };
    const tellAll = async () => {
      for (const delivered of inDoubt.splice(0)) await onDelivered(delivered);
    };
    await Promise.all(Array.from({ length: Math.min(concurrency, this.#concurrency) }, lane));
    if (stop !== undefined) throw stop;
    await tellAll();
  }

  /** Delivers a batch in one call; nothing where the destination cannot, or where that failed. */
  async #together<I extends Item>(items: readonly I[]): Promise<Delivered<I>[] | undefined> {
    if (!this.#takesBatches) return undefined;
    try {
      const receipts = await this.#deliver(items, this.#signal);
      this.#failedInARow = 0;
      return items.map((item, index) => ({ item, receipt: receipts[index] as Receipt }));
    } catch (error) {
      this.#signal.throwIfAborted();
      if (stopsTransfer(error)) throw error;
      this.#log.debug(`A batch of ${items.length} failed, going one by one: ${messageOf(error)}`);
      return undefined;
    }
  }

  async #one<I extends Item>(item: I): Promise<Delivered<I>> {
    this.#signal.throwIfAborted();
    try {
      const [receipt] = await this.#deliver([item], this.#signal);
      this.#failedInARow = 0;
      return { item, receipt: receipt as Receipt };
    } catch (thrown) {
      this.#signal.throwIfAborted();
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      if (stopsTransfer(error)) throw error;
      if (!isOwnFault(error) && ++this.#failedInARow >= failuresInARow) throw asStop(error);
      return { item, error };
    }
  }
}

/** Whether an error concerns the place and not one item. */
function stopsTransfer(error: unknown): boolean {
  return error instanceof UnreachableError || error instanceof ConfigError;
}

/** Whether trying the item again is useless. */
export function isPermanent(error: Error): boolean {
  return error instanceof ItemError;
}

/** Whether an error is the item's own, and no sign that the place cannot be used. */
function isOwnFault(error: Error): boolean {
  return isPermanent(error) || (error instanceof RetryableError && aboutOneRecording.has(error.code));
}

/** Many items failed one after the other: the place cannot be used now. A plugin's own defect stays what it is. */
function asStop(error: Error): Error {
  if (!(error instanceof RetryableError)) return error;
  const options = { code: error.code, cause: error, ...(error.hint === undefined ? {} : { hint: error.hint }) };
  return new UnreachableError(`${failuresInARow} items failed one after the other: ${error.message}`, options);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
