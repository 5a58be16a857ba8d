import assert from 'node:assert/strict';
import { storageTables } from '@integration-client/sdk';
import { fullSession } from '../relational/sample-session.js';
import { itemOf, signal } from '../sqlite/support.js';
import { content, counts, open, type Place, withEmptyDatabase, withPlace } from './support.js';

const item = itemOf(fullSession());

/** The tables that are there, with their columns. */
async function tablesOf(place: Place): Promise<Map<string, string[]>> {
  const rows = await place.query(
    "SELECT TABLE_NAME AS t, COLUMN_NAME AS c FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = N'dbo' ORDER BY TABLE_NAME, ORDINAL_POSITION",
  );
  const tables = new Map<string, string[]>();
  for (const { t, c } of rows) tables.set(String(t), [...(tables.get(String(t)) ?? []), String(c)]);
  return tables;
}

/** Checks, delivers and verifies: all must fail like this, and change nothing. */
async function isForeign(place: Place, pattern: RegExp, code = 'foreign-table'): Promise<void> {
  const before = await tablesOf(place);
  const destination = open(place.settings);
  const expected = { name: 'ConfigError', code, message: pattern };
  await assert.rejects(destination.check(signal), expected);
  await assert.rejects(destination.deliver(item, signal), expected);
  await assert.rejects(destination.verify([], signal), expected);
  await destination.close();
  assert.deepEqual(await tablesOf(place), before);
}

/** A place in which a session was stored. */
async function withTables(work: (place: Place) => Promise<void>): Promise<void> {
  await withPlace(async (place) => {
    const destination = open(place.settings, { storeSystemInformation: true });
    await destination.deliver(item, signal);
    await destination.close();
    await work(place);
  });
}

describe('the tables in SQL Server', () => {
  it('are those of the documentation, with keys, foreign keys and indexes', () =>
    withTables(async (place) => {
      const tables = await tablesOf(place);
      for (const { name, columns } of storageTables) {
        assert.deepEqual(
          tables.get(name),
          columns.map((column) => column.name),
        );
      }
      const indexes = await place.query(
        'SELECT t.name AS t, i.name AS i, i.is_unique AS u FROM sys.indexes AS i JOIN sys.tables AS t ON t.object_id = i.object_id',
      );
      for (const table of storageTables) {
        const own = indexes.filter(({ t }) => t === table.name);
        assert.equal(own.length, 1 + table.unique.length + table.indexes.length, table.name);
        assert.equal(own.filter(({ u }) => u).length, 1 + table.unique.length, table.name);
      }
      const [references] = await place.query(
        'SELECT COUNT(*) AS n FROM sys.foreign_keys WHERE delete_referential_action = 1 AND is_not_trusted = 0',
      );
      assert.equal(Number(references?.n), storageTables.length - 1);
    }));

  it('are made once by two hosts that begin at the same time', () =>
    withPlace(async (place) => {
      const destinations = Array.from({ length: 4 }, () => open(place.settings));
      const receipts = await Promise.all(
        destinations.map((one, index) => one.deliver(itemOf(fullSession({ lsid: `${index}` })), signal)),
      );
      for (const one of destinations) await one.close();
      assert.deepEqual(
        receipts.map(({ outcome }) => outcome),
        Array(4).fill('stored'),
      );
      assert.equal((await counts(place)).session, 4);
    }));

  it('of an earlier version get the columns, tables and indexes that they lack, and keep what they hold', () =>
    withTables(async (place) => {
      const before = await tablesOf(place);
      await place.query('UPDATE ic_schema SET version = 0');
      await place.query('DROP TABLE [team]');
      await place.query('DROP INDEX [IX_session_external_key] ON [session]');
      await place.query('ALTER TABLE [session] DROP COLUMN [jumpoint_name]');
      await place.query("DELETE FROM [ic_number] WHERE [table_name] = N'customer'");
      const destination = open(place.settings, { storeSystemInformation: true });
      await destination.check(signal);
      assert.equal((await tablesOf(place)).has('team'), false);
      const { outcome, location } = await destination.deliver(itemOf(fullSession({ lsid: 'new' })), signal);
      assert.deepEqual([outcome, location.replace(/^.*: /, '')], ['stored', 'session 2']);
      assert.equal((await destination.deliver(item, signal)).outcome, 'replaced');
      await destination.close();
      const after = await tablesOf(place);
      assert.deepEqual(new Set(after.get('session')), new Set(before.get('session')));
      assert.deepEqual(after.get('team'), before.get('team'));
      assert.deepEqual(
        (await place.query("SELECT name FROM sys.indexes WHERE name = N'IX_session_external_key'")).length,
        1,
      );
      assert.deepEqual(await place.query('SELECT version FROM ic_schema'), [{ version: 1 }]);
      assert.equal((await counts(place)).customer, 2);
    }));

  it('of a newer version are left alone', () =>
    withTables(async (place) => {
      await place.query('UPDATE ic_schema SET version = 2');
      await isForeign(place, /newer version .* version 2/, 'newer-database');
    }));

  it('may have columns and tables that somebody added', () =>
    withTables(async (place) => {
      await place.query('ALTER TABLE [session] ADD [note] nvarchar(100) NULL');
      await place.query('CREATE TABLE [report] ([id] int NOT NULL)');
      const destination = open(place.settings);
      await destination.check(signal);
      assert.equal((await destination.deliver(item, signal)).outcome, 'replaced');
      await destination.close();
    }));

  it('are named, all of them, where they are somebody else’s', () =>
    withEmptyDatabase(async (place) => {
      await place.query('CREATE TABLE [customer] ([id] int NOT NULL, [name] nvarchar(50) NULL)');
      await place.query('CREATE TABLE [user] ([login] nvarchar(50) NOT NULL)');
      await isForeign(
        place,
        /user lacks id, .*user\.login is NOT NULL.*customer lacks session_id.*customer\.id has type int/,
      );
    }));

  it('are not fit where a column has another type, number or reference', () =>
    withTables(async (place) => {
      await place.query('DROP INDEX [IX_session_start_time] ON [session]');
      await place.query('ALTER TABLE [session] ALTER COLUMN [start_time] nvarchar(30) NULL');
      await place.query('ALTER TABLE [session] ALTER COLUMN [type] nvarchar(10) NULL');
      await place.query('ALTER TABLE [team] DROP CONSTRAINT [FK_ic_team_session_id]');
      await isForeign(
        place,
        /session\.type has type.*session\.start_time has type.*team\.session_id does not refer to session/,
      );
    }));

  it('without their mark are taken where they fit, and numbers go on after theirs', () =>
    withTables(async (place) => {
      await place.query('DROP TABLE [ic_schema]');
      await isForeign(place, /ic_number is there without ic_schema/);
      await place.query('DROP TABLE [ic_number]');
      const before = await content(place);
      const destination = open(place.settings, { storeSystemInformation: true });
      assert.equal((await destination.deliver(item, signal)).outcome, 'replaced');
      assert.equal(await content(place), before);
      const { location } = await destination.deliver(itemOf(fullSession({ lsid: 'new' })), signal);
      assert.match(location, /session [23]$/);
      await destination.close();
    }));

  it('are made wholly or not at all', () =>
    withEmptyDatabase(async (place) => {
      if (place.server === undefined) return;
      for (const match of [
        /CREATE TABLE \[dbo\]\.\[team\]/,
        /IX_customer_session_id/,
        /INSERT INTO \[dbo\]\.\[ic_schema\]/,
      ]) {
        const destination = open(place.settings);
        place.server.failNext({ match, number: 1205 });
        await assert.rejects(destination.deliver(item, signal), { name: 'RetryableError', code: 'deadlock' });
        await destination.close();
        assert.deepEqual(await tablesOf(place), new Map());
      }
      const destination = open(place.settings);
      await destination.deliver(item, signal);
      await destination.close();
    }));

  it('say what is missing where the row of numbers is gone', () =>
    withTables(async (place) => {
      await place.query("DELETE FROM [ic_number] WHERE [table_name] = N'team'");
      const destination = open(place.settings);
      await assert.rejects(destination.deliver(item, signal), { name: 'ConfigError', code: 'numbers-missing' });
      await destination.close();
    }));
});
