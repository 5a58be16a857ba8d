import type { Operation } from '@integration-client/sdk';
import type { TransferRequest } from './transfers.js';

/** So many items are asked for by one transfer: their keys go to its process in one message. */
const itemsPerTransfer = 1_000;

/** An item to be delivered again. */
export interface ItemPlace {
  readonly site: string;
  readonly destination: string;
  readonly operation: Operation;
  readonly key: string;
}

/** The transfers that deliver exactly these items: one for each way they go, or several where there are many. */
export function itemRequests(items: readonly ItemPlace[]): TransferRequest[] {
  const full: TransferRequest[] = [];
  const open = new Map<string, { readonly place: ItemPlace; readonly keys: string[] }>();
  for (const place of items) {
    const way = JSON.stringify([place.site, place.destination, place.operation]);
    const known = open.get(way) ?? { place, keys: [] };
    known.keys.push(place.key);
    open.set(way, known);
    if (known.keys.length < itemsPerTransfer) continue;
    full.push(request(place, known.keys));
    open.delete(way);
  }
  return [...full, ...[...open.values()].map(({ place, keys }) => request(place, keys))];
}

function request({ site, destination, operation }: ItemPlace, keys: readonly string[]): TransferRequest {
  return { site, destination, operations: [operation], selection: { kind: 'items', keys } };
}
