import { resolveHome } from '@integration-client/core/home';
import { openStore } from '@integration-client/core/store/open-store';
import { sessionItemKey } from '@integration-client/core/transfer/item-key';
import type { LedgerEntry, TransferState } from '@integration-client/core/transfer/state';
import { DatabaseSync } from '@photostructure/sqlite';
import { offer } from '../../support/child-module.js';
import type { Measurement } from '../benchmark.js';
import { Stopwatch } from '../stopwatch.js';

/** Sessions in a batch, as the host hands them over. */
const batch = 100;

const keyPrefix = sessionItemKey('support.example.com', 'sessions', '');
const locationPrefix = '/archive/sessions/2026/';

/** Multiplied by it, the numbers below 2^32 become the same numbers in no order. */
const spread = 2_654_435_761;
const range = 2 ** 32;

/** A home whose ledger has so many sessions, and with how many something is done. */
export interface Growth {
  readonly home: string;
  readonly known: number;
  readonly sessions: number;
}

const ofArchive = "destination_id = (select id from destination where name = 'Archive')";

const methods = {
  /** Puts so many sessions into the ledger of the destination Archive, in seconds: deliveries would take minutes. */
  fill({ home, known }: Pick<Growth, 'home' | 'known'>): void {
    change(
      home,
      `pragma cache_size = -500000;
      with recursive number(n) as (select 0 union all select n + 1 from number where n + 1 < ${known})
      insert into ledger (destination_id, key, site_id, content, outcome, location, bytes, sha256)
      select destination.id, '${keyPrefix}' || lsid, site.id, randomblob(32), 'stored',
        '${locationPrefix}' || lsid || '.xml', 25000, randomblob(32)
      from (select replace('----', '-', printf('%08x', n * ${spread} % ${range})) as lsid from number), site, destination
      where destination.name = 'Archive'`,
    );
  },
  /** Forgets what was delivered: the sizes are to stay what they are. */
  forgetDelivered({ home }: Pick<Growth, 'home'>): void {
    change(
      home,
      `delete from checkpoint; delete from pending;
      delete from ledger where ${ofArchive} and key between 'localhost' and 'localhost~'`,
    );
  },
  /** All that the settings database does for sessions that are new: asked for, recorded, and the checkpoint moved. */
  async record({ home, known, sessions }: Growth): Promise<Measurement> {
    const measurement = await inBatches(home, sessions, async (state, first, last) => {
      const entries = newEntries(known, first, last);
      const found = await state.delivered(entries.map(({ key }) => key));
      if (found.length > 0) throw new Error(`${found.length} new sessions were there already`);
      await state.recordDelivered(entries);
      const time = new Date(Date.UTC(2026, 0, 1) + first);
      await state.saveCheckpoint('sessions', { through: time, asked: time });
    });
    const keys = newEntries(known, 0, sessions).map(({ key }) => `'${key}'`);
    change(home, `delete from checkpoint; delete from ledger where ${ofArchive} and key in (${keys})`);
    return measurement;
  },
  /** Asks for sessions that are known, of all that there are. */
  ask: ({ home, known, sessions }: Growth) =>
    inBatches(home, sessions, async (state, first, last) => {
      const keys = numbers(first, last).map((number) => entryOf((number * 7919) % known).key);
      const found = await state.delivered(keys);
      if (found.length !== new Set(keys).size) throw new Error(`${found.length} of ${keys.length} sessions are known`);
    }),
};

/** What it offers to its parent. */
export type LedgerMethods = typeof methods;

/** Does something with one batch after the other. What is prepared is on the clock, too: it is the same at each size. */
async function inBatches(
  home: string,
  sessions: number,
  work: (state: TransferState, first: number, last: number) => Promise<void>,
): Promise<Measurement> {
  const store = await openStore(resolveHome(home));
  const state = await store.transferState('Example', 'Archive');
  const watch = new Stopwatch();
  for (let first = 0; first < sessions; first += batch) {
    await watch.time(() => work(state, first, Math.min(sessions, first + batch)));
  }
  await store.close();
  return watch.measurement(sessions);
}

/** Changes a settings database that nobody has open, without flushing it each time. */
function change(home: string, statements: string): void {
  const file = new DatabaseSync(resolveHome(home).settingsDatabase);
  file.exec(`pragma synchronous = off; ${statements}; pragma wal_checkpoint(truncate)`);
  file.close();
}

/** Of sessions that are not in a ledger of so many. */
function newEntries(known: number, first: number, last: number): LedgerEntry[] {
  return numbers(first, last).map((number) => entryOf(known + number));
}

/** The entry of a number; keys are in no order, as those of an appliance are. */
function entryOf(number: number): LedgerEntry {
  const lsid = ((number * spread) % range).toString(16).padStart(8, '0').repeat(4);
  const sha256 = lsid + lsid;
  const receipt = { outcome: 'stored', location: `${locationPrefix}${lsid}.xml`, bytes: 25_000, sha256 } as const;
  return { key: keyPrefix + lsid, content: sha256, receipt };
}

function numbers(first: number, last: number): number[] {
  return Array.from({ length: last - first }, (_, index) => first + index);
}

offer(methods);
