import { dueTime } from '@integration-client/core/schedule/due-time';
import type { Store } from '@integration-client/core/store/store';
import { operations } from '@integration-client/sdk';

/** The store's clock, and that of whoever asks when schedules are due. */
export const now = new Date('2026-03-04T05:06:07Z');

/** What was read, a text of JSON for each part; where reading failed, why. */
export interface Reading {
  readonly parts: Readonly<Record<string, string>>;
  readonly errors: readonly unknown[];
}

/** The tables that each part is read from. */
export const tablesOf: Readonly<Record<string, readonly string[]>> = {
  sites: ['site'],
  destinations: ['destination'],
  schedules: ['schedule', 'transfer', 'site', 'destination'],
  notifications: ['notification'],
  application: ['application_setting'],
  times: ['schedule', 'application_setting'],
  runs: ['run'],
  quarantine: ['failed_item', 'site', 'destination'],
  deliveries: ['ledger', 'site', 'destination'],
  states: ['ledger', 'checkpoint', 'pending', 'failed_item', 'site', 'destination'],
  facts: ['fact'],
  tokens: ['token'],
  incidents: ['incident'],
  figures: ['last_success', 'schedule', 'checkpoint', 'failed_item', 'pending', 'site', 'destination'],
};

const reads: readonly ((store: Store, keys: readonly string[]) => Promise<Readonly<Record<string, unknown>>>)[] = [
  async (store) => ({ ...(await store.configuration.load()) }),
  async (store) => {
    const { schedules, application } = await store.configuration.load();
    const zone = application.timeZone ?? undefined;
    const times = schedules.map(async ({ name, every }) => {
      const remembered = await store.scheduleTimes(name);
      return { name, remembered, due: dueTime(every, remembered, now, zone).toISOString() };
    });
    return { times: await Promise.all(times) };
  },
  async (store) => ({ runs: await store.recentRuns(100) }),
  async (store) => {
    const all = [...(await store.quarantine()), ...(await store.dropped())];
    const payloads = all.map(({ destination, key }) => store.quarantinePayload(destination, key));
    return { quarantine: { all, payloads: (await Promise.all(payloads)).map((payload) => payload?.toString('hex')) } };
  },
  async (store) => {
    const deliveries = ['Archive', 'Storage'].map((destination) => store.deliveries(destination).after('', 10_000));
    return { deliveries: await Promise.all(deliveries) };
  },
  async (store, keys) => {
    const places = ['Example', 'Other'].flatMap((site) => ['Archive', 'Storage'].map((to) => [site, to] as const));
    const states = places.map(async ([site, destination]) => {
      const state = await store.transferState(site, destination);
      return {
        product: await state.product(),
        checkpoints: await Promise.all(operations.map((operation) => state.checkpoint(operation))),
        pending: await state.pending(),
        delivered: byKey(await state.delivered(keys)),
        failed: byKey(await state.failed(keys)),
      };
    });
    return { states: await Promise.all(states) };
  },
  async (store) => ({ facts: await store.fact('lastProgramRun') }),
  async (store) => ({ incidents: await store.incidents() }),
  async (store) => ({ figures: await store.transferFigures() }),
  async (store) => {
    const tokens = await Promise.all(['one', 'two'].map((account) => store.keptToken(account)));
    return { tokens: tokens.filter((token) => token !== undefined) };
  },
];

/** Reads everything, as a program does that starts, shows its status and runs. */
export async function readStore(store: Store, keys: readonly string[]): Promise<Reading> {
  const parts: Record<string, string> = {};
  const errors: unknown[] = [];
  for (const read of reads) {
    try {
      for (const [part, value] of Object.entries(await read(store, keys)))
        parts[part] = JSON.stringify(value) ?? 'null';
    } catch (error) {
      errors.push(error);
    }
  }
  return { parts, errors };
}

function byKey<T extends { readonly key: string }>(entries: readonly T[]): T[] {
  return entries.toSorted((one, other) => (one.key < other.key ? -1 : 1));
}
