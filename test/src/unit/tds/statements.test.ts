import assert from 'node:assert/strict';
import mssql from 'mssql';
import { type Place, query, withServer } from './support.js';

const tables = `CREATE TABLE [dbo].[p] ([id] bigint NOT NULL CONSTRAINT [PK_p] PRIMARY KEY, [name] nvarchar(20) NULL);
  CREATE TABLE [dbo].[c] ([id] int IDENTITY(1,1) NOT NULL PRIMARY KEY, [p_id] bigint NOT NULL
    CONSTRAINT [FK_c_p] REFERENCES [dbo].[p] ([id]) ON DELETE CASCADE, [x] nvarchar(20) NOT NULL CONSTRAINT [DF_x] DEFAULT N'none');
  INSERT INTO [p] ([id], [name]) VALUES (1, N'one'), (2, N'two'), (3, NULL);
  INSERT INTO [c] ([p_id]) SELECT [id] FROM [p] WHERE [id] < 3`;

const withTables = (work: (place: Place) => Promise<void>): Promise<void> =>
  withServer(async (place) => {
    await place.query(tables);
    await work(place);
  });

/** Statements with their rows. */
const queries: readonly (readonly [string, readonly Record<string, unknown>[]])[] = [
  ['SELECT TOP (2) [id] FROM [p] ORDER BY [id] DESC', [{ id: '3' }, { id: '2' }]],
  ['SELECT DISTINCT TOP 1 [name] FROM [p] WHERE [name] IS NOT NULL ORDER BY [name]', [{ name: 'one' }]],
  ['SELECT [id] FROM [p] ORDER BY [id] OFFSET 1 ROWS FETCH NEXT 1 ROWS ONLY', [{ id: '2' }]],
  ['SELECT [id] FROM [p] ORDER BY [id] OFFSET 2 ROWS', [{ id: '3' }]],
  [
    'SELECT p.[name], c.[x] FROM [dbo].[p] AS p LEFT JOIN [c] AS c WITH (NOLOCK) ON c.[p_id] = p.[id] WHERE p.[id] > 1 ORDER BY p.[id]',
    [
      { name: 'two', x: 'none' },
      { name: null, x: null },
    ],
  ],
  [
    'SELECT [name] FROM [p] WITH (UPDLOCK, HOLDLOCK) WHERE [id] IN (SELECT TOP (1) [p_id] FROM [c] ORDER BY [id])',
    [{ name: 'one' }],
  ],
  [
    "SELECT COALESCE([name], N'-') AS [n], ISNULL([name], N'?') AS [m], LEN([name]) AS [l] FROM [p] WHERE [id] >= 2 ORDER BY [id]",
    [
      { n: 'two', m: 'two', l: 3 },
      { n: '-', m: '?', l: null },
    ],
  ],
  ["SELECT [name] FROM [p] WHERE [name] LIKE N'T%'", [{ name: 'two' }]],
  ['SELECT [dbo].[p].[id] FROM [test].[dbo].[p] WHERE [dbo].[p].[id] = 1', [{ id: '1' }]],
  ['WITH [some] AS (SELECT [id] FROM [p] WHERE [id] < 3) SELECT COUNT(*) AS [n] FROM [some]', [{ n: 2 }]],
  ['SELECT 1 AS [a] UNION ALL SELECT 2 ORDER BY [a]', [{ a: 1 }, { a: 2 }]],
  ["SELECT CASE WHEN EXISTS (SELECT 1 FROM [p]) THEN N'some' ELSE N'none' END AS [a]", [{ a: 'some' }]],
  [
    'SELECT [id], ROW_NUMBER() OVER (ORDER BY [id] DESC) AS [place] FROM [p] WHERE [id] < 3 ORDER BY [id]',
    [
      { id: '1', place: '2' },
      { id: '2', place: '1' },
    ],
  ],
  [
    "UPDATE [p] SET [name] = [name] + N'!' OUTPUT deleted.[name] AS [before], inserted.[name] AS [after], inserted.[id] WHERE [id] = 1",
    [{ before: 'one', after: 'one!', id: '1' }],
  ],
  ['UPDATE [p] SET [id] = [id] + 10 OUTPUT deleted.[id] WHERE [id] = 3', [{ id: '3' }]],
  ['DELETE FROM [p] OUTPUT deleted.[id], deleted.[name] WHERE [id] = 2', [{ id: '2', name: 'two' }]],
  [
    "INSERT INTO [c] ([p_id], [x]) OUTPUT inserted.[id], inserted.[x] VALUES (1, N'a'), (2, N'b')",
    [
      { id: 3, x: 'a' },
      { id: 4, x: 'b' },
    ],
  ],
  ['INSERT INTO [c] ([p_id]) VALUES (3); SELECT SCOPE_IDENTITY() AS [id], @@ROWCOUNT AS [n]', [{ id: 3, n: 1 }]],
  ['DELETE FROM [p]; SELECT COUNT(*) AS [n] FROM [c]', [{ n: 0 }]],
  [
    "DECLARE @a int = 2, @b nvarchar(10); SET @b = N'x'; SELECT @a = @a + [id] FROM [p] WHERE [id] = 1; SELECT @a AS [a], @b AS [b]",
    [{ a: 3, b: 'x' }],
  ],
  ["IF OBJECT_ID(N'[dbo].[p]', N'U') IS NULL SELECT N'no' AS [a] ELSE SELECT N'yes' AS [a]", [{ a: 'yes' }]],
  [
    'IF NOT EXISTS (SELECT 1 FROM [p] WHERE [id] = 9) BEGIN INSERT INTO [p] ([id]) VALUES (9); SELECT 1 AS [a] END',
    [{ a: 1 }],
  ],
  [
    'SET IDENTITY_INSERT [c] ON; INSERT INTO [c] ([id], [p_id]) VALUES (77, 1); SET IDENTITY_INSERT [c] OFF; INSERT INTO [c] ([p_id]) OUTPUT inserted.[id] VALUES (1)',
    [{ id: 78 }],
  ],
  [
    "SELECT DB_ID(N'nothing') AS [a], SCHEMA_NAME() AS [s], HAS_PERMS_BY_NAME(NULL, NULL, N'CREATE ANY DATABASE') AS [p]",
    [{ a: null, s: 'dbo', p: 1 }],
  ],
  ["SELECT [name] FROM sys.databases WHERE [name] IN (N'test', N'TEST', N'x')", [{ name: 'test' }]],
  [
    'CREATE SCHEMA [other]; CREATE TABLE [other].[p] ([a] int NOT NULL); INSERT INTO [other].[p] VALUES (5); SELECT [a] FROM [other].[p]',
    [{ a: 5 }],
  ],
  ['USE [master]; SELECT DB_NAME() AS [name]', [{ name: 'master' }]],
];

describe('statements that the double understands', () => {
  for (const [sql, rows] of queries) {
    it(sql, () =>
      withTables(async ({ connect }) => {
        const pool = await connect({ pool: { max: 1 } });
        assert.deepEqual(await query(pool.request(), sql), rows);
      }),
    );
  }

  it('take output parameters', () =>
    withTables(async ({ pool }) => {
      const request = pool.request().input('id', mssql.BigInt, 2).output('name', mssql.NVarChar(20));
      const { output } = await request.query('SELECT @name = [name] FROM [p] WHERE [id] = @id');
      assert.deepEqual(output, { name: 'two' });
    }));

  it('are prepared once and run often', () =>
    withTables(async ({ pool }) => {
      const statement = new mssql.PreparedStatement(pool);
      statement.input('id', mssql.BigInt);
      await statement.prepare('SELECT [name] FROM [p] WHERE [id] = @id');
      for (const [id, name] of [
        [1, 'one'],
        [2, 'two'],
      ] as const) {
        assert.deepEqual((await statement.execute({ id })).recordset, [{ name }]);
      }
      await statement.unprepare();
    }));

  it('change tables, and the catalogue says so', () =>
    withTables(async ({ query }) => {
      const columns = (): Promise<unknown> =>
        query(`SELECT c.[name], t.[name] AS [type], c.[max_length], c.[is_nullable], c.[collation_name] FROM sys.tables AS o
          JOIN sys.schemas AS s ON s.[schema_id] = o.[schema_id] JOIN sys.columns AS c ON c.[object_id] = o.[object_id]
          JOIN sys.types AS t ON t.[user_type_id] = c.[user_type_id] WHERE s.[name] = N'dbo' AND o.[name] = N'p' ORDER BY c.[column_id]`);
      await query('ALTER TABLE [p] ADD [time] datetime2(3) NULL, [key] nvarchar(400) COLLATE Latin1_General_BIN2 NULL');
      await query('CREATE INDEX [IX_key] ON [p] ([key], [time]); DROP INDEX [IX_key] ON [p]');
      await query('ALTER TABLE [p] ALTER COLUMN [key] nvarchar(max) COLLATE Latin1_General_BIN2 NULL');
      await query("ALTER TABLE [p] DROP COLUMN [time]; UPDATE [p] SET [key] = REPLICATE(N'x', 401)");
      const text = { type: 'nvarchar', is_nullable: true };
      assert.deepEqual(await columns(), [
        { name: 'id', type: 'bigint', max_length: 8, is_nullable: false, collation_name: null },
        { name: 'name', ...text, max_length: 40, collation_name: 'SQL_Latin1_General_CP1_CI_AS' },
        { name: 'key', ...text, max_length: -1, collation_name: 'Latin1_General_BIN2' },
      ]);
    }));

  it('say what indexes and keys there are', () =>
    withTables(async ({ query }) => {
      await query('CREATE UNIQUE INDEX [IX_name] ON [p] ([name], [id])');
      const indexes =
        await query(`SELECT i.[name], i.[is_unique], i.[is_primary_key], c.[name] AS [column] FROM sys.indexes AS i
        JOIN sys.index_columns AS k ON k.[object_id] = i.[object_id] AND k.[index_id] = i.[index_id]
        JOIN sys.columns AS c ON c.[object_id] = k.[object_id] AND c.[column_id] = k.[column_id]
        WHERE i.[object_id] = OBJECT_ID(N'dbo.p') ORDER BY i.[index_id], k.[key_ordinal]`);
      assert.deepEqual(indexes, [
        { name: 'PK_p', is_unique: true, is_primary_key: true, column: 'id' },
        { name: 'IX_name', is_unique: true, is_primary_key: false, column: 'name' },
        { name: 'IX_name', is_unique: true, is_primary_key: false, column: 'id' },
      ]);
      const keys = await query(`SELECT f.[name], p.[name] AS [parent], f.[delete_referential_action_desc] AS [action]
        FROM sys.foreign_keys AS f JOIN sys.tables AS p ON p.[object_id] = f.[referenced_object_id]`);
      assert.deepEqual(keys, [{ name: 'FK_c_p', parent: 'p', action: 'CASCADE' }]);
    }));

  it('drop and make constraints again', () =>
    withTables(async ({ query }) => {
      await query('ALTER TABLE [c] DROP CONSTRAINT [FK_c_p]; INSERT INTO [c] ([p_id]) VALUES (99)');
      const add =
        'ALTER TABLE [c] ADD CONSTRAINT [FK_c_p] FOREIGN KEY ([p_id]) REFERENCES [p] ([id]) ON DELETE CASCADE';
      await assert.rejects(query(add), /FK_c_p/);
      await query(`DELETE FROM [c] WHERE [p_id] = 99; ${add}`);
      await assert.rejects(query('INSERT INTO [c] ([p_id]) VALUES (99)'), /FK_c_p/);
      await query('DELETE FROM [p] WHERE [id] = 1');
      assert.deepEqual(await query('SELECT [p_id] FROM [c]'), [{ p_id: '2' }]);
    }));
});
