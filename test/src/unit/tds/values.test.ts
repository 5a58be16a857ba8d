import assert from 'node:assert/strict';
import fc from 'fast-check';
import mssql from 'mssql';
import { errorNumber, type Place, withServer } from './support.js';

const table = `CREATE TABLE [dbo].[v] ([id] int IDENTITY(1,1) NOT NULL PRIMARY KEY, [big] bigint, [whole] int, [small] tinyint,
  [yes] bit, [real] float, [text] nvarchar(max), [short] nvarchar(20), [bytes] varbinary(max), [fixed] binary(4),
  [time] datetime2(3), [precise] datetime2(7))`;

/** The typings know no length of the type. */
const binary = mssql.Binary as unknown as (length: number) => mssql.ISqlType;

type Values = Readonly<Record<string, unknown>>;

const types: Readonly<Record<string, () => mssql.ISqlType>> = {
  big: mssql.BigInt,
  whole: mssql.Int,
  small: mssql.TinyInt,
  yes: mssql.Bit,
  real: mssql.Float,
  text: () => mssql.NVarChar(mssql.MAX),
  short: () => mssql.NVarChar(20),
  bytes: () => mssql.VarBinary(mssql.MAX),
  fixed: () => binary(4),
  time: () => mssql.DateTime2(3),
  precise: () => mssql.DateTime2(7),
};

const samples: readonly Values[] = [
  {
    big: '-9223372036854775808',
    whole: -2147483648,
    small: 255,
    yes: true,
    real: 1e-9,
    text: '',
    short: '',
    bytes: Buffer.alloc(0),
    fixed: Buffer.from([1, 2, 3, 4]),
    time: new Date('0001-01-01T00:00:00.000Z'),
    precise: new Date('9999-12-31T23:59:59.999Z'),
  },
  {
    big: '9223372036854775807',
    whole: 0,
    small: 0,
    yes: false,
    real: -0.5,
    text: 'a\0b\ud800c\udc00\ufdd00000 😀 ',
    short: 'Ünï\0',
    bytes: Buffer.from('\0ab'),
    fixed: Buffer.from([0, 0, 0, 0]),
    time: new Date('1752-12-31T23:59:59.999Z'),
    precise: new Date('1969-12-31T23:59:59.999Z'),
  },
  Object.fromEntries(Object.keys(types).map((name) => [name, null])),
];

const names = Object.keys(types);

async function insert({ pool }: Place, values: Values): Promise<void> {
  const request = pool.request();
  for (const name of names) request.input(name, types[name]!(), values[name]);
  const list = names.map((name) => `[${name}]`).join(', ');
  await request.query(`INSERT INTO [dbo].[v] (${list}) VALUES (${names.map((name) => `@${name}`).join(', ')})`);
}

async function load({ pool }: Place, rows: readonly Values[]): Promise<void> {
  const bulk = new mssql.Table('[dbo].[v]');
  for (const name of names) bulk.columns.add(name, types[name]!(), { nullable: true });
  for (const row of rows) bulk.rows.add(...names.map((name) => row[name] as string));
  await pool.request().bulk(bulk);
}

const read = ({ query }: Place): Promise<Record<string, unknown>[]> =>
  query(`SELECT ${names.map((name) => `[${name}]`).join(', ')} FROM [dbo].[v] ORDER BY [id]`);

describe('values in the double', () => {
  it('come back as they were given, by parameters', () =>
    withServer(async (place) => {
      await place.query(table);
      for (const sample of samples) await insert(place, sample);
      assert.deepEqual(await read(place), samples);
    }));

  it('come back as they were given, by a bulk load', () =>
    withServer(async (place) => {
      await place.query(table);
      await load(place, samples);
      assert.deepEqual(await read(place), samples);
    }));

  it('keep any text', () =>
    withServer(async (place) => {
      const unit = fc.oneof(fc.constantFrom('\0', '\ud83d', '\ude00', '\ufdd0', 'a', '0'), fc.string({ minLength: 1 }));
      await place.query('CREATE TABLE [t] ([id] int, [x] nvarchar(max))');
      await fc.assert(
        fc.asyncProperty(fc.array(unit, { maxLength: 8 }), async (units) => {
          const text = units.join('');
          const rows = await place.query(
            'DELETE FROM [t]; INSERT INTO [t] ([x]) VALUES (@x); SELECT [x], DATALENGTH([x]) AS [n] FROM [t]',
            { x: text },
          );
          assert.deepEqual(rows, [{ x: text, n: text.length * 2 }]);
        }),
        { numRuns: 50 },
      );
    }));

  it('keep two megabytes of text', () =>
    withServer(async (place) => {
      await place.query(table);
      const text = 'Grüße 😀 '.repeat(125_000);
      await load(place, [{ ...samples[2], text }]);
      const [row] = await read(place);
      assert.ok(row?.text === text);
    }));

  it('are refused where a column does not hold them', () =>
    withServer(async (place) => {
      await place.query(table);
      assert.equal(await errorNumber(place.query("INSERT INTO [v] ([short]) VALUES (REPLICATE(N'x', 21))")), 2628);
      assert.equal(await errorNumber(place.query('INSERT INTO [v] ([fixed]) VALUES (0x0102030405)')), 2628);
      assert.equal(await errorNumber(place.query('INSERT INTO [v] ([whole]) VALUES (2147483648)')), 8115);
      assert.equal(await errorNumber(place.query("INSERT INTO [v] ([whole]) VALUES (N'many')")), 245);
      assert.equal(await errorNumber(place.query("INSERT INTO [v] ([time]) VALUES (N'2026-02-30')")), 241);
      assert.deepEqual(await read(place), []);
    }));

  it('are rounded to the digits of their column, and the rest filled up', () =>
    withServer(async (place) => {
      await place.query(table);
      await place.query(
        "INSERT INTO [v] ([time], [precise], [fixed]) VALUES (N'2026-12-31T23:59:59.9996', N'2026-12-31', 0x01)",
      );
      const [row] = await read(place);
      assert.deepEqual(row?.time, new Date('2027-01-01T00:00:00.000Z'));
      assert.deepEqual(row?.precise, new Date('2026-12-31T00:00:00.000Z'));
      assert.deepEqual(row?.fixed, Buffer.from([1, 0, 0, 0]));
    }));

  it('compare by code unit or without case, as the column says, and without blanks at the end of a key', () =>
    withServer(async ({ query }) => {
      await query('CREATE TABLE [t] ([exact] nvarchar(20) COLLATE Latin1_General_BIN2, [loose] nvarchar(20))');
      await query("INSERT INTO [t] VALUES (N'Key', N'Key')");
      const matches = (condition: string) => query(`SELECT COUNT(*) AS [n] FROM [t] WHERE ${condition}`);
      assert.deepEqual(await matches("[exact] = N'key'"), [{ n: 0 }]);
      assert.deepEqual(await matches("[exact] = N'Key  '"), [{ n: 1 }]);
      assert.deepEqual(await matches("[loose] = N'kEY'"), [{ n: 1 }]);
    }));

  it('have the types that a server gives them', () =>
    withServer(async ({ query }) => {
      await query('CREATE TABLE [t] ([b] bigint, [i] int, [f] float, [x] nvarchar(20))');
      await query("INSERT INTO [t] VALUES (1, 2, 3, N'x')");
      const [row] =
        await query(`SELECT MAX([b]) AS [max], SUM([i]) AS [sum], COUNT(*) AS [count], COUNT_BIG(*) AS [big],
        MAX([f]) AS [float], ISNULL([x], N'') AS [text], CASE WHEN [i] = 2 THEN CAST(1 AS bit) ELSE CAST(0 AS bit) END AS [bit],
        [b] + 1 AS [plus], CAST([i] AS bigint) AS [cast], SYSUTCDATETIME() AS [now], [x] + N'y' AS [joined], 1 FROM [t] GROUP BY [i], [b], [x]`);
      assert.ok(row?.now instanceof Date);
      assert.deepEqual(
        { ...row, now: undefined },
        {
          max: '1',
          sum: 2,
          count: 1,
          big: '1',
          float: 3,
          text: 'x',
          bit: true,
          plus: '2',
          cast: '2',
          now: undefined,
          joined: 'xy',
          '': 1,
        },
      );
    }));
});
