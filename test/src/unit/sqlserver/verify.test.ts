import assert from 'node:assert/strict';
import { type DeliveryRecord, type Destination, storageTables } from '@integration-client/sdk';
import { bareSession, fullSession } from '../relational/sample-session.js';
import { itemOf, signal } from '../sqlite/support.js';
import { content, open, withEmptyDatabase, withPlace, withTables } from './support.js';
import { assertColumnsCount, assertRowsCount, delivered, withDelivered } from './verified.js';

describe('verifying a SQL Server database', () => {
  it('finds intact what was delivered, also once it was replaced with the same, by another object, under another number', () =>
    withDelivered(async (place, verify, destination) => {
      assert.deepEqual(await verify(), ['intact', 'intact']);
      const again = itemOf(fullSession({ lsid: 'third' }));
      const record = await delivered(destination, again);
      await destination.deliver(again, signal);
      assert.deepEqual(await destination.verify([record, record], signal), ['intact', 'intact']);
      const other = open(place.settings);
      assert.deepEqual(await other.verify([record], signal), ['intact']);
      await other.close();
    }));

  it('finds intact whatever columns and tables somebody added', () =>
    withDelivered(async (place, verify) => {
      await place.query('ALTER TABLE [session] ADD [note] nvarchar(20) NULL');
      await place.query("UPDATE [session] SET [note] = N'x'");
      assert.deepEqual(await verify(), ['intact', 'intact']);
    }));

  it('changes nothing', () =>
    withDelivered(async (place, verify, destination) => {
      const before = await content(place);
      await verify();
      for await (const _ of destination.locations(signal));
      assert.equal(await content(place), before);
    }));

  it('finds changed a session of which a value is, of any type in any table', () =>
    assertColumnsCount((columns) => [...new Map(columns.map((column) => [column.type, column])).values()]));

  it('finds changed a session with a row less or more, and missing one that is gone', () =>
    assertRowsCount(storageTables.filter(({ name }) => ['session', 'session_event_data', 'team'].includes(name))));

  it('finds missing what is in no database, in no table, under another site, or cannot be stored', () =>
    withPlace(async (place) => {
      const destination = open(place.settings);
      const receipt = { outcome: 'stored' as const, location: 'x: session 1', bytes: 1, sha256: '0' };
      const record = (key: string): DeliveryRecord => ({ key, operation: 'sessions', receipt });
      const lsids = ['a', 'a ', 'x'.repeat(401), ''].map((lsid) => record(`support.example.com/sessions/${lsid}`));
      const missing = lsids.map(() => 'missing');
      assert.deepEqual(await destination.verify(lsids, signal), missing);
      assert.deepEqual(await locations(destination), []);
      await destination.deliver(itemOf(bareSession({ lsid: 'a' }), 'RS', 'other.example.com'), signal);
      assert.deepEqual(await destination.verify(lsids, signal), missing);
      await destination.deliver(itemOf(bareSession({ lsid: 'a' })), signal);
      assert.deepEqual(await destination.verify(lsids, signal), ['changed', ...missing.slice(1)]);
      await destination.close();
    }));

  it('finds missing what is in an empty database, and makes nothing there', () =>
    withEmptyDatabase(async (place) => {
      const destination = open(place.settings);
      const receipt = { outcome: 'stored' as const, location: 'x: session 1', bytes: 1, sha256: '0' };
      const record: DeliveryRecord = { key: 'a/sessions/b', operation: 'sessions', receipt };
      assert.deepEqual(await destination.verify([record], signal), ['missing']);
      assert.deepEqual(await locations(destination), []);
      await destination.close();
      assert.deepEqual(await place.query("SELECT name FROM sys.tables WHERE name = N'session'"), []);
    }));

  it('reads the tables of an earlier version', () =>
    withPlace(async (place) => {
      const destination = open(place.settings);
      const record = await delivered(destination, itemOf(bareSession()));
      await destination.close();
      await place.query('UPDATE ic_schema SET version = 0');
      await place.query('DROP TABLE [team]');
      await place.query('ALTER TABLE [session] DROP COLUMN [jumpoint_name]');
      const other = open(place.settings);
      assert.deepEqual(await other.verify([record], signal), ['intact']);
      await other.close();
    }));

  it('names all locations as receipts do, and goes through more than one answer holds', () =>
    withTables(async (place) => {
      const destination = open(place.settings);
      const items = Array.from({ length: 1_003 }, (_, index) => itemOf(bareSession({ lsid: `${index}` })));
      const receipts = await destination.deliverMany(items, signal);
      assert.deepEqual(
        await locations(destination),
        receipts.map(({ location }) => location),
      );
      const records = items.map(({ key, operation }, index) => ({ key, operation, receipt: receipts[index]! }));
      assert.deepEqual(new Set(await destination.verify(records, signal)), new Set(['intact']));
      await destination.close();
    }));

  it('ends when it is cancelled', () =>
    withDelivered(async (_place, _verify, destination) => {
      await assert.rejects(destination.verify([], AbortSignal.abort()), { name: 'AbortError' });
      const controller = new AbortController();
      const all = destination.locations(controller.signal)[Symbol.asyncIterator]();
      await all.next();
      await all.next();
      controller.abort();
      await assert.rejects(all.next(), { name: 'AbortError' });
    }));
});

async function locations(destination: Required<Destination>): Promise<string[]> {
  const found: string[] = [];
  for await (const location of destination.locations(signal)) found.push(location);
  return found;
}
