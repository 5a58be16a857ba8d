import type { DeliveryRecord, Destination, Holding } from '../../destination.js';
import type { Item } from '../../item.js';
import type { Receipt } from '../../receipt.js';
import { limited } from './limited.js';
import { checkReceipt } from './receipts.js';

/** A signal of a call's own that nobody aborts. */
const never = (): AbortSignal => new AbortController().signal;

/**
 * A destination under observation: every call has a time limit, every receipt is looked at, every error is noted. What the
 * plugin throws is thrown on unchanged.
 */
export class ObservedDestination {
  readonly #destination: Destination;
  readonly #note: (error: unknown) => void;
  #closed = false;

  constructor(destination: Destination, note: (error: unknown) => void) {
    this.#destination = destination;
    this.#note = note;
  }

  /** Whether it was closed. */
  get isClosed(): boolean {
    return this.#closed;
  }

  async deliver(item: Item, signal = never()): Promise<Receipt> {
    const receipt = await this.#call(`deliver of ${item.operation}`, () => this.#destination.deliver(item, signal));
    checkReceipt(receipt);
    return receipt;
  }

  /** Only where the plugin has it. */
  async deliverMany(items: readonly Item[], signal = never()): Promise<readonly Receipt[]> {
    const receipts = await this.#call('deliverMany', async () => this.#destination.deliverMany?.(items, signal));
    if (!Array.isArray(receipts) || receipts.length !== items.length) {
      throw new TypeError(`deliverMany answered ${JSON.stringify(receipts)} for ${items.length} items`);
    }
    for (const receipt of receipts) checkReceipt(receipt);
    return receipts;
  }

  /** Does nothing where the plugin has none. */
  async check(signal = never()): Promise<void> {
    await this.#call('check', async () => this.#destination.check?.(signal));
  }

  /** Only where the plugin has it. */
  async verify(deliveries: readonly DeliveryRecord[], signal = never()): Promise<readonly Holding[]> {
    return this.#call('verify', async () => (await this.#destination.verify?.(deliveries, signal)) ?? []);
  }

  /** All that `locations` yields; undefined where the plugin has none. */
  async locations(signal = never()): Promise<readonly string[] | undefined> {
    const destination = this.#destination;
    if (destination.locations === undefined) return undefined;
    return this.#call('locations', async () => {
      const all: string[] = [];
      for await (const location of destination.locations?.(signal) ?? []) all.push(location);
      return all;
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#call('close', () => this.#destination.close());
  }

  async #call<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await limited(work(), what);
    } catch (error) {
      this.#note(error);
      throw error;
    }
  }
}
