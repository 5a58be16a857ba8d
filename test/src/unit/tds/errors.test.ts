import assert from 'node:assert/strict';
import { permissionsBut } from '../../support/tds/index.js';
import { errorNumber, failure, withServer } from './support.js';

const tables = `CREATE TABLE [p] ([id] bigint NOT NULL CONSTRAINT [PK_p] PRIMARY KEY, [name] nvarchar(5) NULL);
  CREATE TABLE [c] ([id] int IDENTITY(1,1) NOT NULL PRIMARY KEY,
    [p_id] bigint NOT NULL CONSTRAINT [FK_c_p] REFERENCES [p] ([id]), [x] nvarchar(max) NULL);
  CREATE UNIQUE INDEX [IX_name] ON [p] ([name]);
  INSERT INTO [p] VALUES (1, N'one'), (2, N'two'); INSERT INTO [c] ([p_id]) VALUES (1)`;

/** Statements that fail, by the number of the error of a real server. */
const statements: readonly (readonly [number, string])[] = [
  [102, 'SELEC 1'],
  [102, 'SELECT (1'],
  [105, "SELECT N'x"],
  [109, 'INSERT INTO [p] ([id], [name]) VALUES (1)'],
  [137, 'SELECT @nothing'],
  [156, 'UPDATE [p] FROM [p]'],
  [195, 'SELECT NOTHING(1)'],
  [207, 'SELECT [nothing] FROM [p]'],
  [207, 'UPDATE [p] SET [nothing] = 1'],
  [207, 'INSERT INTO [p] ([nothing]) VALUES (1)'],
  [208, 'SELECT * FROM [nothing]'],
  [208, 'INSERT INTO [dbo].[nothing] VALUES (1)'],
  [209, 'SELECT [id] FROM [p] JOIN [c] ON [c].[p_id] = [p].[id]'],
  [241, "SELECT CAST(N'no time' AS datetime2(3))"],
  [245, "SELECT CAST(N'x' AS int)"],
  [515, "INSERT INTO [p] ([name]) VALUES (N'x')"],
  [544, 'INSERT INTO [c] ([id], [p_id]) VALUES (1, 1)'],
  [547, 'INSERT INTO [c] ([p_id]) VALUES (9)'],
  [547, 'DELETE FROM [p] WHERE [id] = 1'],
  [911, 'USE [nowhere]'],
  [1505, 'INSERT INTO [c] ([p_id]) VALUES (1); CREATE UNIQUE INDEX [IX_p_id] ON [c] ([p_id])'],
  [1767, 'CREATE TABLE [d] ([id] int CONSTRAINT [FK_d] REFERENCES [nothing] ([id]))'],
  [1776, 'CREATE TABLE [d] ([name] nvarchar(5) CONSTRAINT [FK_d] REFERENCES [c] ([x]))'],
  [1801, 'CREATE DATABASE [test]'],
  [1913, 'CREATE INDEX [IX_name] ON [p] ([id])'],
  [1919, 'CREATE INDEX [IX_x] ON [c] ([x])'],
  [2601, "INSERT INTO [p] VALUES (3, N'ONE')"],
  [2627, "INSERT INTO [p] VALUES (1, N'x')"],
  [2628, "INSERT INTO [p] VALUES (3, N'sixsix')"],
  [2705, 'CREATE TABLE [d] ([a] int, [A] int)'],
  [2714, 'CREATE TABLE [p] ([id] int)'],
  [2715, 'CREATE TABLE [d] ([a] boolean)'],
  [2812, 'EXEC sp_nothing'],
  [3701, 'DROP TABLE [nothing]'],
  [3726, 'DROP TABLE [p]'],
  [3902, 'COMMIT TRANSACTION'],
  [3903, 'ROLLBACK TRANSACTION'],
  [4902, 'ALTER TABLE [nothing] ADD [x] int'],
  [4922, 'ALTER TABLE [p] ALTER COLUMN [name] nvarchar(max)'],
  [8115, 'SELECT CAST(300 AS tinyint)'],
];

describe('errors of the double', () => {
  for (const [number, sql] of statements) {
    it(`${number}: ${sql}`, () =>
      withServer(async ({ query }) => {
        await query(tables);
        assert.equal(await errorNumber(query(sql)), number);
      }));
  }

  it('name what was in the way', () =>
    withServer(async ({ query }) => {
      await query(tables);
      const messageOf = async (sql: string): Promise<string> => (await failure(query(sql))).message;
      assert.match(await messageOf("INSERT INTO [p] VALUES (1, N'x')"), /PRIMARY KEY constraint 'PK_p'.*'dbo\.p'/);
      assert.match(await messageOf("INSERT INTO [p] VALUES (3, N'One')"), /unique index 'IX_name'/);
      assert.match(await messageOf('INSERT INTO [c] ([p_id]) VALUES (9)'), /FOREIGN KEY constraint "FK_c_p"/);
      assert.match(await messageOf("INSERT INTO [p] VALUES (3, N'sixsix')"), /column 'name'/);
      assert.match(await messageOf("INSERT INTO [p] ([name]) VALUES (N'x')"), /column 'id'/);
    }));

  it('come for more than 2100 parameters and 1000 rows of values', () =>
    withServer(async ({ query }) => {
      await query(tables);
      const many = Object.fromEntries(Array.from({ length: 2100 }, (_, index) => [`p${index}`, index]));
      assert.equal(await errorNumber(query('SELECT 1', many)), 8003);
      const rows = Array.from({ length: 1001 }, (_, index) => `(${index + 10}, NULL)`).join(', ');
      assert.equal(await errorNumber(query(`INSERT INTO [p] VALUES ${rows}`)), 10738);
    }));

  it('come for what the login may not', async () => {
    const login = { user: 'u', password: 'p' };
    const cases = [
      ['CREATE DATABASE', 262, 'CREATE DATABASE [other]'],
      ['CREATE TABLE', 262, 'CREATE TABLE [d] ([id] int)'],
      ['SELECT', 229, 'SELECT * FROM [p]'],
      ['INSERT', 229, 'INSERT INTO [p] VALUES (3, NULL)'],
      ['UPDATE', 229, 'UPDATE [p] SET [name] = NULL'],
      ['DELETE', 229, 'DELETE FROM [p]'],
      ['ALTER', 1088, 'CREATE INDEX [IX_id] ON [p] ([id])'],
    ] as const;
    for (const [permission, number, sql] of cases) {
      const logins = [
        { user: 'sa', password: 's' },
        { ...login, permissions: permissionsBut(permission) },
      ];
      await withServer(
        async ({ query, connect }) => {
          await query(tables);
          const pool = await connect(login);
          assert.equal(await errorNumber(pool.request().query(sql)), number, sql);
          const asked = await pool
            .request()
            .query(`SELECT HAS_PERMS_BY_NAME(N'x', N'OBJECT', N'${permission}') AS [may]`);
          assert.deepEqual(asked.recordset, [{ may: 0 }]);
        },
        { logins },
      );
    }
  });

  it('come for databases that the login may not open', async () => {
    const logins = [
      { user: 'sa', password: 's' },
      { user: 'u', password: 'p', databases: [] },
    ];
    await withServer(
      async ({ connect }) => {
        assert.equal((await failure(connect({ user: 'u', password: 'p' }))).code, 'ELOGIN');
        const pool = await connect({ user: 'u', password: 'p', database: 'master' });
        assert.equal(await errorNumber(pool.request().query('USE [test]')), 916);
      },
      { logins },
    );
  });
});
