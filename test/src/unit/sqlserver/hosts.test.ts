import assert from 'node:assert/strict';
import { everyBulkLoad, everyStatement } from '@integration-client/plugin-sqlserver/every-statement';
import mssql from 'mssql';
import { fullSession } from '../relational/sample-session.js';
import { itemOf, signal } from '../sqlite/support.js';
import { content, counts, open, withEmptyDatabase, withPlace, withTables } from './support.js';

describe('several hosts that deliver to one SQL Server database', () => {
  it('leave a session once, whichever was last', () =>
    withPlace(async (place) => {
      const destinations = Array.from({ length: 4 }, () => open(place.settings));
      const lsids = Array.from({ length: 10 }, (_, index) => `${index}`);
      const receipts = await Promise.all(
        destinations.map(async (one, host) => {
          const outcomes: string[] = [];
          for (let turn = 0; turn < 3; turn++) {
            const items = lsids.map((lsid) => itemOf(fullSession({ lsid, externalKey: `${host}` })));
            const some = await one.deliverMany(host % 2 === 0 ? items : items.reverse(), signal);
            outcomes.push(...some.map(({ outcome }) => outcome));
          }
          return outcomes;
        }),
      );
      for (const one of destinations) await one.close();
      assert.equal(receipts.flat().filter((outcome) => outcome === 'stored').length, lsids.length);
      const { session, session_event, team } = await counts(place);
      assert.deepEqual({ session, session_event, team }, { session: 10, session_event: 20, team: 20 });
      const rows = await place.query('SELECT DISTINCT external_key FROM session');
      assert.equal(rows.length, 1, 'one batch was the last');
    }));

  it('open a database that one of them creates while another has just found none', () =>
    withEmptyDatabase(async (place) => {
      if (place.server === undefined) return;
      const destination = open(place.settings);
      place.server.failNext({ match: 'login', number: 4060 });
      assert.equal((await destination.deliver(itemOf(fullSession()), signal)).outcome, 'stored');
      await destination.close();
    }));

  it('widen a column side by side', () =>
    withTables(async (place) => {
      const first = open(place.settings);
      await first.deliver(itemOf(fullSession()), signal);
      const others = Array.from({ length: 3 }, () => open(place.settings));
      for (const one of others) await one.verify([], signal);
      const long = fullSession({ lsid: 'long', externalKey: 'x'.repeat(401) });
      await Promise.all(others.map((one) => one.deliver(itemOf(long), signal)));
      // This one does not know of it yet.
      await first.deliver(itemOf(fullSession()), signal).catch((error) => assert.equal(error.name, 'RetryableError'));
      await first.deliver(itemOf(fullSession()), signal);
      for (const one of [first, ...others]) await one.close();
      assert.equal((await counts(place)).session, 2);
    }));
});

describe('the list of statements for SQL Server', () => {
  it('has every statement that is sent', () =>
    withPlace(async (place) => {
      if (place.server === undefined) return;
      const destination = open(place.settings, { storeSystemInformation: true });
      await destination.check(signal);
      const items = ['a', 'b'].map((lsid) => itemOf(fullSession({ lsid })));
      const receipts = await destination.deliverMany(items, signal);
      await destination.deliverMany(
        ['a', 'b'].map((lsid) => itemOf(fullSession({ lsid, externalKey: 'x'.repeat(500) }), 'PRA')),
        signal,
      );
      await destination.verify(
        items.map(({ key, operation }, index) => ({ key, operation, receipt: receipts[index]! })),
        signal,
      );
      for await (const _ of destination.locations(signal));
      await destination.close();
      const listed = new Set(everyStatement().map(({ text }) => plain(text)));
      assert.ok(everyBulkLoad(mssql).length > 0);
      const sent = new Set(place.server.log.map(plain));
      const missing = [...sent].filter(
        (text) =>
          /^(SELECT|INSERT INTO|UPDATE|DELETE|CREATE|ALTER|DROP|IF|DECLARE|EXEC)/i.test(text) && !listed.has(text),
      );
      assert.deepEqual(missing, []);
      assert.ok(sent.size > 30);
      assert.equal(JSON.parse(await content(place)).length, 9);
    }));
});

/** A statement without what differs from one delivery to the next: names, and the number of values. */
function plain(text: string): string {
  return text
    .trim()
    .replace(/N'([^']|'')*'/g, "N'…'")
    .replace(/(N'…'|@\w+\d)(, (N'…'|@\w+\d))+/g, '$1, …')
    .replace(/CREATE DATABASE .*/, 'CREATE DATABASE …')
    .replace(/( WHEN N'…' THEN @\w+)+/, ' WHEN …')
    .replace(/IN \((N'…'|@\w+0)\)/g, 'IN ($1, …)');
}
