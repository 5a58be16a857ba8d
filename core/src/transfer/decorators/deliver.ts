import type { Item, Receipt } from '@integration-client/sdk';

/** One call of a destination, for one item or for a batch of small ones. Answers a receipt for each, in their order. */
export type Deliver = (items: readonly Item[], signal: AbortSignal) => Promise<readonly Receipt[]>;

/** Adds one concern to a call. */
export type Decorator = (next: Deliver) => Deliver;

/** What is delivered, as it reads in a sentence. */
export function nameOf(items: readonly Item[]): string {
  const [first] = items;
  return items.length === 1 && first !== undefined ? first.key : `a batch of ${items.length}`;
}
