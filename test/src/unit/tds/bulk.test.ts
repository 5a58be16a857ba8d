import assert from 'node:assert/strict';
import mssql from 'mssql';
import { errorNumber, type Place, withServer } from './support.js';

const tables = `CREATE TABLE [p] ([id] bigint NOT NULL CONSTRAINT [PK_p] PRIMARY KEY, [name] nvarchar(5) NULL);
  CREATE TABLE [c] ([id] bigint NOT NULL PRIMARY KEY, [p_id] bigint NOT NULL CONSTRAINT [FK_c_p] REFERENCES [p] ([id]) ON DELETE CASCADE)`;

const withTables = (work: (place: Place) => Promise<void>): Promise<void> =>
  withServer(async (place) => {
    await place.query(tables);
    await work(place);
  });

function parents(rows: readonly (readonly [number, string | null])[]): mssql.Table {
  const table = new mssql.Table('[dbo].[p]');
  table.columns.add('id', mssql.BigInt, { nullable: false });
  table.columns.add('name', mssql.NVarChar(mssql.MAX), { nullable: true });
  for (const row of rows) table.rows.add(...row);
  return table;
}

function children(rows: readonly (readonly [number, number])[]): mssql.Table {
  const table = new mssql.Table('[dbo].[c]');
  table.columns.add('id', mssql.BigInt, { nullable: false });
  table.columns.add('p_id', mssql.BigInt, { nullable: false });
  for (const row of rows) table.rows.add(...row);
  return table;
}

const count = async ({ query }: Place, table: string): Promise<unknown> =>
  (await query(`SELECT COUNT(*) AS [n] FROM [${table}]`))[0]?.n;

describe('a bulk load of the double', () => {
  it('stores its rows, and says how many', () =>
    withTables(async (place) => {
      const rows = Array.from({ length: 3000 }, (_, index) => [index, index % 2 === 0 ? null : `n${index}`] as const);
      assert.deepEqual(await place.pool.request().bulk(parents(rows)), { rowsAffected: 3000 });
      assert.equal(await count(place, 'p'), 3000);
      assert.deepEqual(await place.query('SELECT [name] FROM [p] WHERE [id] IN (0, 2999) ORDER BY [id]'), [
        { name: null },
        { name: 'n2999' },
      ]);
    }));

  it('belongs to the transaction in which it runs', () =>
    withTables(async (place) => {
      for (const end of ['rollback', 'commit'] as const) {
        const transaction = place.pool.transaction();
        await transaction.begin();
        await transaction.request().bulk(parents([[1, null]]), { checkConstraints: true });
        await transaction.request().bulk(children([[1, 1]]), { checkConstraints: true });
        await transaction[end]();
        assert.equal(await count(place, 'c'), end === 'commit' ? 1 : 0);
      }
    }));

  it('stores nothing where one row does not fit', () =>
    withTables(async (place) => {
      const bulkError = (table: mssql.Table): Promise<number | undefined> =>
        errorNumber(place.pool.request().bulk(table, { checkConstraints: true }));
      await place.query("INSERT INTO [p] VALUES (5, N'five')");
      assert.equal(
        await bulkError(
          parents([
            [1, null],
            [1, null],
          ]),
        ),
        2627,
      );
      assert.equal(
        await bulkError(
          parents([
            [1, null],
            [2, 'too long'],
          ]),
        ),
        2628,
      );
      assert.equal(
        await bulkError(
          children([
            [1, 5],
            [2, 99],
          ]),
        ),
        547,
      );
      assert.equal(await count(place, 'p'), 1);
      assert.equal(await count(place, 'c'), 0);
    }));

  it('leaves foreign keys trusted only if it checks them', () =>
    withTables(async (place) => {
      const trust = (): Promise<unknown> => place.query('SELECT [is_not_trusted] FROM sys.foreign_keys');
      await place.pool.request().bulk(parents([[1, null]]), { checkConstraints: true });
      await place.pool.request().bulk(children([[1, 1]]), { checkConstraints: true });
      assert.deepEqual(await trust(), [{ is_not_trusted: false }]);
      await place.pool.request().bulk(children([[2, 1]]));
      assert.deepEqual(await trust(), [{ is_not_trusted: true }]);
      await place.query('ALTER TABLE [c] WITH CHECK CHECK CONSTRAINT [FK_c_p]');
      assert.deepEqual(await trust(), [{ is_not_trusted: false }]);
    }));

  it('numbers rows of an identity column itself', () =>
    withTables(async ({ pool, query }) => {
      await query('CREATE TABLE [i] ([id] int IDENTITY(1,1) NOT NULL PRIMARY KEY, [x] nvarchar(max))');
      const table = new mssql.Table('i');
      table.columns.add('x', mssql.NVarChar(mssql.MAX), { nullable: true });
      table.rows.add('a');
      table.rows.add('b');
      await pool.request().bulk(table);
      assert.deepEqual(await query('SELECT [id], [x] FROM [i]'), [
        { id: 1, x: 'a' },
        { id: 2, x: 'b' },
      ]);
    }));
});
