import type { QuarantinedItem, QuarantineQuery, QuarantineView } from '@integration-client/core/application';
import type { Store } from '@integration-client/core/store/store';
import { ConfigError } from '@integration-client/sdk';
import { itemRequests } from './item-requests.js';
import type { TransferRequest } from './transfers.js';

/** An error names so many items at most. */
const namedItems = 10;

/** The failed items that a query means. Throws ConfigError `quarantine-unknown` and `quarantine-ambiguous`. */
export async function findQuarantined(store: Store, query: QuarantineQuery): Promise<QuarantineView[]> {
  const { keys, sites, destinations, operations, dropped = 'without' } = query;
  const items = [
    ...(dropped === 'only' ? [] : await store.quarantine()),
    ...(dropped === 'without' ? [] : await store.dropped()),
  ].filter(
    ({ site, destination, operation }) =>
      (sites?.includes(site) ?? true) &&
      (destinations?.includes(destination) ?? true) &&
      (operations?.includes(operation) ?? true),
  );
  return keys === undefined ? items : [...new Set(keys.flatMap((key) => itemsNamed(key, items)))];
}

/** What delivers failed items now. Throws ConfigError `quarantine-unknown` and `quarantine-unreadable`. */
export async function retryRequests(store: Store, items: readonly QuarantinedItem[]): Promise<TransferRequest[]> {
  const all = await findQuarantined(store, { dropped: 'with' });
  const views = new Map(all.map((view) => [nameOf(view), view]));
  return itemRequests(
    items.map((item) => {
      const view = views.get(nameOf(item));
      if (view === undefined) throw unknown(item.key);
      if (view.lsid === undefined) throw unreadable(view);
      return view;
    }),
  );
}

function nameOf({ destination, key }: QuarantinedItem): string {
  return JSON.stringify([destination, key]);
}

/** The items of one key, which several destinations can lack. */
function itemsNamed(text: string, items: readonly QuarantineView[]): QuarantineView[] {
  const exact = items.filter(({ key }) => key === text);
  if (exact.length > 0) return exact;
  const isPartOf = (whole: string) => text !== '' && (whole.startsWith(text) || whole.endsWith(text));
  const found = items.filter(({ key, lsid }) => isPartOf(key) || isPartOf(lsid ?? key));
  const keys = [...new Set(found.map(({ key }) => key))];
  if (keys.length === 0) throw unknown(text);
  if (keys.length === 1) return found;
  const more = keys.length > namedItems ? `, and ${keys.length - namedItems} more` : '';
  throw new ConfigError(`"${text}" can mean ${keys.slice(0, namedItems).join(', ')}${more}`, {
    code: 'quarantine-ambiguous',
    hint: 'Give more of the key, or name the site, the destination or the operation.',
  });
}

function unknown(text: string): ConfigError {
  return new ConfigError(`"${text}" is the key of no item in quarantine`, {
    code: 'quarantine-unknown',
    hint: 'See all: ic quarantine list. What was dropped: ic quarantine list --dropped',
  });
}

function unreadable({ key, destination }: QuarantineView): ConfigError {
  return new ConfigError(`${key} has no readable id, so the appliance cannot be asked for it`, {
    code: 'quarantine-unreadable',
    hint:
      'It is delivered when the appliance reports it well-formed. ' +
      `See its bytes: ic quarantine show ${key} --destination "${destination}". Forget it: ic quarantine drop ${key}`,
  });
}
