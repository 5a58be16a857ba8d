import assert from 'node:assert/strict';
import { storageTables } from '@integration-client/sdk';
import { isDouble } from '../../support/sqlserver.js';
import type { Fault, TdsServer } from '../../support/tds/index.js';
import { bareSession, fullSession } from '../relational/sample-session.js';
import { itemOf, signal } from '../sqlite/support.js';
import { content, counts, open, type Place, withPlace } from './support.js';

/** A batch that inserts into every table and replaces sessions, after which nothing may differ when it fails. */
async function withStored(work: (place: Place, deliver: () => Promise<unknown>) => Promise<void>): Promise<void> {
  await withPlace(async (place) => {
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
const double = ({ server }: Place): TdsServer => server as TdsServer;

const errors = [
  [1205, { name: 'RetryableError', code: 'deadlock' }],
  [1222, { name: 'RetryableError', code: 'database-busy' }],
  [2627, { name: 'RetryableError', code: 'duplicate-row' }],
  [2601, { name: 'RetryableError', code: 'duplicate-row' }],
  [9002, { name: 'UnreachableError', code: 'database-full' }],
  [1105, { name: 'UnreachableError', code: 'database-full' }],
  [701, { name: 'UnreachableError', code: 'database-unavailable' }],
  [40197, { name: 'UnreachableError', code: 'database-unavailable' }],
  [229, { name: 'ConfigError', code: 'permission-missing' }],
  [207, { name: 'RetryableError', code: 'database-changed' }],
  [547, { name: 'ItemError', code: 'row-refused' }],
  [2628, { name: 'ItemError', code: 'value-refused' }],
  [8134, { name: 'RetryableError', code: 'database-error' }],
] as const;

/** What a delivery sends, one after the other. */
const moments: readonly Fault['match'][] = [
  /UPDATE \[dbo\]\.\[ic_number\]/,
  /sp_getapplock/,
  /SELECT \[id\], \[lsid\]/,
  /DELETE FROM/,
  ...storageTables.map(({ name }) => new RegExp(`insert bulk \\[dbo\\]\\.\\[${name}\\]`)),
  'bulk',
];

describe('a failure while SQL Server stores sessions', () => {
  before(function () {
    if (!isDouble) this.skip();
  });

  it('is told apart by its number, and undone', () =>
    withStored(async (place, deliver) => {
      const before = await content(place);
      for (const [number, expected] of errors) {
        double(place).failNext({ match: 'bulk', number });
        await assert.rejects(deliver(), { ...expected, message: new RegExp(`error ${number}\\)`) });
        assert.equal(await content(place), before);
      }
    }));

  it('leaves everything as it was whenever an error comes, and is repaired by repeating', () =>
    withStored(async (place, deliver) => {
      const before = await content(place);
      for (const match of moments) {
        for (const after of [false, true]) {
          double(place).failNext({ match, number: 1205, after });
          await assert.rejects(deliver(), { name: 'RetryableError', code: 'deadlock' });
          assert.equal(await content(place), before);
        }
      }
    }));

  it('leaves everything as it was whenever the connection is lost, and is repaired by repeating', () =>
    withStored(async (place, deliver) => {
      const before = await content(place);
      for (const match of moments) {
        for (const after of [false, true]) {
          double(place).failNext({ match, disconnect: true, after });
          await assert.rejects(deliver(), { name: 'UnreachableError', code: 'connection-lost' });
          assert.equal(await content(place), before);
        }
      }
    }));

  it('is no loss when the connection is lost before COMMIT', () =>
    withStored(async (place, deliver) => {
      const before = await content(place);
      double(place).failNext({ match: 'commit', disconnect: true });
      await assert.rejects(deliver(), { name: 'RetryableError', code: 'commit-unknown' });
      assert.equal(await content(place), before);
    }));

  it('is no doubling when the connection is lost after COMMIT', () =>
    withStored(async (place, deliver) => {
      const before = await content(place);
      double(place).failNext({ match: 'commit', disconnect: true, after: true });
      await assert.rejects(deliver(), { name: 'RetryableError', code: 'commit-unknown' });
      assert.notEqual(await content(place), before);
    }));

  it('is an error of the server when COMMIT itself fails', () =>
    withStored(async (place, deliver) => {
      const before = await content(place);
      double(place).failNext({ match: 'commit', number: 9002 });
      await assert.rejects(deliver(), { name: 'UnreachableError', code: 'database-full' });
      assert.equal(await content(place), before);
    }));

  it('never uses a connection again', () =>
    withStored(async (place, deliver) => {
      const server = double(place);
      const logins = () => server.log.filter((line) => /login/i.test(line)).length;
      const before = logins();
      await deliver();
      assert.equal(logins(), before);
      server.failNext({ match: 'bulk', number: 1205 });
      await assert.rejects(deliver());
      await deliver();
      assert.ok(logins() > before);
    }));

  it('is no end of the process when connections are lost while nothing is asked', () =>
    withStored(async (place, deliver) => {
      double(place).dropConnections();
      await new Promise((resolve) => setTimeout(resolve, 50));
      await deliver().catch((error) => assert.equal(error.code, 'connection-lost'));
      await deliver();
    }));

  it('is said to be one of the server when it does not run, and is over when it runs again', () =>
    withStored(async (place, deliver) => {
      const before = await content(place);
      await double(place).goOffline();
      await assert.rejects(deliver(), { name: 'UnreachableError' });
      await assert.rejects(deliver(), { name: 'UnreachableError', code: 'server-unreachable' });
      const other = open(place.settings);
      await assert.rejects(other.check(signal), { name: 'UnreachableError', code: 'server-unreachable' });
      await assert.rejects(other.verify([], signal), { name: 'UnreachableError', code: 'server-unreachable' });
      await other.close();
      await other.close();
      await double(place).goOnline();
      assert.equal(await content(place), before);
    }));

  for (const number of [40613, 40197]) {
    it(`is said to be one of the server when a login is answered with ${number}`, () =>
      withStored(async (place) => {
        const other = open(place.settings);
        double(place).failNext({ match: 'login', number });
        await assert.rejects(other.check(signal), { name: 'UnreachableError', code: 'database-unavailable' });
        await other.check(signal);
        await other.close();
      }));
  }

  it('is noticed when no answer comes in time', () =>
    withPlace(async (place) => {
      const holder = open(place.settings);
      await holder.deliver(itemOf(fullSession()), signal);
      await holder.close();
      const waiting = open(place.settings, { parameters: 'Command Timeout=1' });
      await whileLocked(place, async () => {
        await assert.rejects(waiting.deliver(itemOf(fullSession()), signal), {
          name: 'RetryableError',
          code: 'database-timeout',
        });
      });
      assert.equal((await waiting.deliver(itemOf(fullSession()), signal)).outcome, 'replaced');
      await waiting.close();
    }));
});

describe('a delivery to SQL Server that is cancelled', () => {
  it('gives up waiting at once, and leaves nothing behind', () =>
    withPlace(async (place) => {
      const destination = open(place.settings);
      await destination.deliver(itemOf(fullSession()), signal);
      const before = await content(place);
      await whileLocked(place, async () => {
        const controller = new AbortController();
        const delivery = destination.deliver(itemOf(fullSession({ externalKey: 'new' })), controller.signal);
        setTimeout(() => controller.abort(), 200);
        await assert.rejects(delivery, { name: 'AbortError' });
      });
      assert.equal(await content(place), before);
      assert.equal((await destination.deliver(itemOf(fullSession()), signal)).outcome, 'replaced');
      await destination.close();
    }));

  it('is undone whenever it comes', () =>
    withPlace(async (place) => {
      const destination = open(place.settings);
      await destination.deliver(itemOf(fullSession()), signal);
      const before = await content(place);
      const outcomes = new Set<string>();
      for (let turn = 0; turn < 15; turn++) {
        const controller = new AbortController();
        const items = Array.from({ length: 20 }, (_, index) => itemOf(fullSession({ lsid: `${turn}-${index}` })));
        const delivery = destination.deliverMany(items, controller.signal).then(
          () => 'stored',
          (error) => error.name as string,
        );
        setTimeout(() => controller.abort(), turn * 7);
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
    }));
});

/** Another host that is at work on the site for as long as something else goes on. */
async function whileLocked(place: Place, work: () => Promise<void>): Promise<void> {
  await place.inTransaction(async (run) => {
    await run(
      "EXEC sp_getapplock @Resource = N'integration-client support.example.com', @LockMode = N'Exclusive', @LockOwner = N'Transaction', @LockTimeout = 5000",
    );
    await work();
  });
}
