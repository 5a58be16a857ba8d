import assert from 'node:assert/strict';
import {
  type ColumnDefinition,
  type DeliveryRecord,
  type Destination,
  type Holding,
  type SessionItem,
  storageTables,
} from '@integration-client/sdk';
import { fullSession, sampleEvent } from '../relational/sample-session.js';
import { itemOf, signal } from '../sqlite/support.js';
import { open, type Place, withTables } from './support.js';

/** Delivers an item, and answers what was delivered with the receipt. */
export async function delivered(destination: Destination, item: SessionItem): Promise<DeliveryRecord> {
  return { key: item.key, operation: item.operation, receipt: await destination.deliver(item, signal) };
}

/** Sessions of both products that fill every table, delivered, with the receipts of both. */
export async function withDelivered(
  work: (
    place: Place,
    verify: () => Promise<readonly Holding[]>,
    destination: Required<Destination>,
    items: readonly SessionItem[],
  ) => Promise<void>,
): Promise<void> {
  await withTables(async (place) => {
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

/** Changes chosen columns of every table, one after the other, and fails unless each change is noticed. */
export function assertColumnsCount(
  chosen: (columns: readonly ColumnDefinition[]) => readonly ColumnDefinition[],
): Promise<void> {
  return withDelivered(async (place, verify) => {
    for (const { name, columns } of storageTables) {
      // Another host or lsid is another session.
      const content = columns.filter(
        ({ name, type, references }) => type !== 'id' && !references && !['lsid', 'host_name'].includes(name),
      );
      for (const column of chosen(content)) {
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
  });
}

/** Puts a row more into tables and takes one away, and fails unless each is noticed. */
export function assertRowsCount(tables: typeof storageTables): Promise<void> {
  return withDelivered(async (place, verify, destination, items) => {
    for (const { name, columns } of tables) {
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
  });
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (value instanceof Date) return `'${value.toISOString().replace('Z', '')}'`;
  if (typeof value === 'boolean') return value ? '1' : '0';
  return `N'${String(value).replaceAll("'", "''")}'`;
}
