import assert from 'node:assert/strict';
import { storageTables } from '@integration-client/sdk';
import type { Fault, TdsServer } from '../../support/tds/index.js';
import { bareSession, fullSession } from '../relational/sample-session.js';
import { itemOf, signal } from '../sqlite/support.js';
import { content, counts, open, type Place, withTables } from './support.js';

/** A batch that inserts into every table and replaces sessions, after which nothing may differ when it fails. */
export async function withStored(
  work: (place: Place, deliver: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  await withTables(async (place) => {
    const destination = open(place.settings, { storeSystemInformation: true });
    await destination.deliverMany([itemOf(fullSession()), itemOf(fullSession({ lsid: 'pra' }), 'PRA')], signal);
    const batch = [
      itemOf(bareSession({ lsid: 'small' })),
      itemOf(fullSession({ externalKey: 'changed' })),
      itemOf(fullSession({ lsid: 'pra', externalKey: 'changed' }), 'PRA'),
    ];
    await work(place, () => destination.deliverMany(batch, signal));
    await destination.deliverMany(batch, signal);
    await destination.close();
    assert.deepEqual(
      (await place.query('SELECT lsid, external_key FROM session ORDER BY id')).map((row) => row.external_key),
      ['changed', 'changed', null],
    );
    assert.deepEqual(await counts(place), {
      session: 3,
      session_event: 4,
      session_event_data: 8,
      system_information: 2,
      representative: 2,
      user: 2,
      customer: 2,
      team: 4,
      custom_attribute: 2,
    });
  });
}

/** The double of a place; these tests are not run without one. */
export const double = ({ server }: Place): TdsServer => server as TdsServer;

const rowsOf = ({ name }: { readonly name: string }) => new RegExp(`insert bulk \\[dbo\\]\\.\\[${name}\\]`);

const momentsWith = (tables: typeof storageTables): readonly Fault['match'][] => [
  /UPDATE \[dbo\]\.\[ic_number\]/,
  /sp_getapplock/,
  /SELECT \[id\], \[lsid\]/,
  /DELETE FROM/,
  ...tables.map(rowsOf),
  'bulk',
];

/** What a delivery sends, one after the other. */
export const moments = momentsWith(storageTables);

/** The same, with the rows of one table: those of others are sent in the same way. */
export const momentsOfEachKind = momentsWith(storageTables.slice(-1));

/** Has deliveries fail at some moments, before and after what is sent there, and fails unless each leaves everything as it was. */
export function assertUndone(
  at: readonly Fault['match'][],
  fault: Pick<Fault, 'number' | 'disconnect'>,
  expected: object,
): Promise<void> {
  return withStored(async (place, deliver) => {
    const before = await content(place);
    for (const match of at) {
      for (const after of [false, true]) {
        double(place).failNext({ match, after, ...fault });
        await assert.rejects(deliver(), expected);
        assert.equal(await content(place), before, `${match}, ${after ? 'after' : 'before'}`);
      }
    }
  });
}

/** Cancels so many deliveries, each a little later than the one before, and fails unless each is there wholly or not at all. */
export function assertCancelledWhole(turns: number): Promise<void> {
  return withTables(async (place) => {
    const destination = open(place.settings);
    await destination.deliver(itemOf(fullSession()), signal);
    const before = await content(place);
    const outcomes = new Set<string>();
    for (let turn = 0; turn < turns; turn++) {
      const controller = new AbortController();
      const items = Array.from({ length: 20 }, (_, index) => itemOf(fullSession({ lsid: `${turn}-${index}` })));
      const delivery = destination.deliverMany(items, controller.signal).then(
        () => 'stored',
        (error) => error.name as string,
      );
      setTimeout(() => controller.abort(), turn * (100 / turns));
      outcomes.add(await delivery);
      const [row] = await place.query(`SELECT COUNT(*) AS n FROM session WHERE lsid LIKE N'${turn}-%'`);
      assert.ok([0, 20].includes(Number(row?.n)), `${row?.n} sessions are there`);
      await place.query(`DELETE FROM session WHERE lsid LIKE N'${turn}-%'`);
    }
    assert.ok(outcomes.has('AbortError'), [...outcomes].join());
    assert.deepEqual(
      [...outcomes].filter((one) => one !== 'AbortError' && one !== 'stored'),
      [],
    );
    assert.equal(await content(place), before);
    await destination.close();
  });
}
