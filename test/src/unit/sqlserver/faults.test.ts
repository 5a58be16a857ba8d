import assert from 'node:assert/strict';
import { isDouble } from '../../support/sqlserver.js';
import { fullSession } from '../relational/sample-session.js';
import { itemOf, signal } from '../sqlite/support.js';
import { assertCancelledWhole, assertUndone, double, momentsOfEachKind, withStored } from './failing-deliveries.js';
import { content, open, type Place, withTables } from './support.js';

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
    assertUndone(momentsOfEachKind, { number: 1205 }, { name: 'RetryableError', code: 'deadlock' }));

  it('leaves everything as it was whenever the connection is lost, and is repaired by repeating', () =>
    assertUndone(momentsOfEachKind, { disconnect: true }, { name: 'UnreachableError', code: 'connection-lost' }));

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
    withTables(async (place) => {
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
    withTables(async (place) => {
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

  it('is undone whenever it comes', () => assertCancelledWhole(5));
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
