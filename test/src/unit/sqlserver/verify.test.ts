import assert from 'node:assert/strict';
import {
  type ColumnDefinition,
  type DeliveryRecord,
  type Destination,
  type Holding,
  type SessionItem,
  storageTables,
} from '@integration-client/sdk';
import { bareSession, fullSession, sampleEvent } from '../relational/sample-session.js';
import { itemOf, signal } from '../sqlite/support.js';
import { content, open, type Place, withEmptyDatabase, withPlace } from './support.js';

async function delivered(destination: Destination, item: SessionItem): Promise<DeliveryRecord> {
  return { key: item.key, operation: item.operation, receipt: await destination.deliver(item, signal) };
}

/** Sessions of both products that fill every table, delivered, with the receipts of both. */
async function withDelivered(
  work: (
    place: Place,
    verify: () => Promise<readonly Holding[]>,
    destination: Required<Destination>,
    items: readonly SessionItem[],
  ) => Promise<void>,
): Promise<void> {
  await withPlace(async (place) => {
    const destination = open(place.settings, { storeSystemInformation: true });
    const event = { systemInformation: [{ category: 'a', rows: [] }], data: [{ name: 'n', value: 'v' }], body: 'b' };
    const session = (lsid: string) => fullSession({ lsid, events: [sampleEvent(event), ...fullSession().events] });
    const items = [itemOf(session('rs')), itemOf(session('pra'), 'PRA')];
    const records: DeliveryRecord[] = [];
    for (const item of items) records.push(await delivered(destination, item));
    await work(place, () => destination.verify(records, signal), destination, items);
    await destination.close();
  });
}

/** Another value that a column can hold. */
function otherValue({ type }: ColumnDefinition): string {
  if (type === 'timestamp') return "'2001-01-01T00:00:00.001'";
  if (type === 'boolean') return '1';
  return type === 'integer' ? '987654' : "N'another'";
}

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

  it('finds changed a session of which any value of any column is', () =>
    withDelivered(async (place, verify) => {
      for (const { name, columns } of storageTables) {
        for (const column of columns) {
          if (column.type === 'id' || column.references || ['lsid', 'host_name'].includes(column.name)) continue;
          const [{ id, value } = {}] = await place.query(
            `SELECT TOP (1) [id], [${column.name}] AS [value] FROM [dbo].[${name}] ORDER BY [id] DESC`,
          );
          const set = (text: string) =>
            place.query(`UPDATE [dbo].[${name}] SET [${column.name}] = ${text} WHERE [id] = ${id}`);
          await set(value === true ? '0' : otherValue(column));
          const found = await verify();
          assert.ok(found.includes('changed'), `${name}.${column.name}: ${found}`);
          await set(literal(value));
        }
        // So each was found against what is intact.
        assert.deepEqual(await verify(), ['intact', 'intact'], name);
      }
    }));

  it('finds changed a session with a row less or more, of every table, and missing one that is gone', () =>
    withDelivered(async (place, verify, destination, items) => {
      for (const { name, columns } of storageTables) {
        const copied = columns.filter(({ type }) => type !== 'id').map((column) => `[${column.name}]`);
        if (name !== 'session') {
          await place.query(
            `INSERT INTO [dbo].[${name}] ([id], ${copied}) SELECT 1000000 + [id], ${copied} FROM [dbo].[${name}]`,
          );
          assert.ok((await verify()).includes('changed'), `a row more in ${name}`);
          await place.query(`DELETE FROM [dbo].[${name}] WHERE [id] > 1000000`);
          assert.deepEqual(await verify(), ['intact', 'intact'], name);
        }
        await place.query(`DELETE FROM [dbo].[${name}] WHERE [id] = (SELECT MAX([id]) FROM [dbo].[${name}])`);
        assert.ok((await verify()).includes(name === 'session' ? 'missing' : 'changed'), `a row less in ${name}`);
        await destination.deliverMany(items, signal);
        assert.deepEqual(await verify(), ['intact', 'intact'], name);
      }
    }));

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
    withPlace(async (place) => {
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

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (value instanceof Date) return `'${value.toISOString().replace('Z', '')}'`;
  if (typeof value === 'boolean') return value ? '1' : '0';
  return `N'${String(value).replaceAll("'", "''")}'`;
}
