import { createHash } from 'node:crypto';
import { IntegrationError } from '@integration-client/sdk';
import { type Kysely, sql } from '#kysely';
import { unfinishedFact } from './facts.js';
import type { SettingsDatabase, SettingsTransaction } from './schema.js';
import { type SettingsTable, settingsTables } from './settings-tables.js';
import { SqlServerAdapter } from './sqlserver/dialect.js';

/** How far a copy is. */
export interface CopyProgress {
  /** Rows written and read back. */
  readonly done: number;
  /** Rows to write, and to read back. */
  readonly total: number;
}

/** A row, by its columns. */
type Row = Readonly<Record<string, unknown>>;

/** Tables of any name: this works on rows as they are. */
type AnyDatabase = Kysely<Record<string, Record<string, unknown>>>;

/** Rows at once: 14 columns make 1,750 parameters, and SQL Server takes 2,100. */
const pageRows = 125;

/** The bytes of what could not be read can be hundreds of megabytes in each row. */
const pageRowsOf: Partial<Record<SettingsTable['name'], number>> = { failed_item: 1 };

/** What a table holds, whatever the order of its rows. */
interface Content {
  readonly rows: number;
  /** The sum of the SHA-256 of all rows, modulo 2^256. */
  readonly hash: bigint;
}

/**
 * Copies all rows into a database with the same tables, empty but for its facts, and reads them back to compare. Secrets
 * stay sealed. Throws IntegrationError `settings-copy-differs`, whatever a database throws, and the signal's reason.
 */
export async function copyTables(
  source: SettingsTransaction,
  target: SettingsDatabase,
  onProgress: (progress: CopyProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  const counts = await Promise.all(settingsTables.map((table) => countRows(source, table)));
  const total = 2 * counts.reduce((sum, count) => sum + count, 0);
  let done = 0;
  const advance = (rows: number) => {
    signal.throwIfAborted();
    done += rows;
    onProgress({ done, total });
  };
  const copied = new Map<SettingsTable, Content>();
  for (const table of settingsTables) copied.set(table, await copyTable(source, target, table, advance));
  for (const table of settingsTables) {
    const found = new Summary();
    for await (const page of pagesOf(target, table)) {
      found.add(page);
      advance(page.length);
    }
    const { rows, hash } = copied.get(table) as Content;
    if (found.rows !== rows || found.hash !== hash) throw differs(table, rows, found.rows);
  }
}

/** One transaction for a table: on the way there no row of it is in the target, afterwards all are. */
function copyTable(
  source: SettingsTransaction,
  target: SettingsDatabase,
  table: SettingsTable,
  advance: (rows: number) => void,
): Promise<Content> {
  return target.transaction().execute(async (transaction) => {
    const into = transaction as unknown as AnyDatabase;
    const content = new Summary();
    const setsNumbers = table.isNumbered && into.getExecutor().adapter instanceof SqlServerAdapter;
    if (table.name === 'fact') await into.deleteFrom('fact').where('name', '!=', unfinishedFact).execute();
    for await (const page of pagesOf(source, table)) {
      content.add(page);
      const insert = into.insertInto(table.name).values(page);
      const name = sql.table(table.name);
      // The option ends with the batch.
      if (setsNumbers)
        await sql`set identity_insert ${name} on; ${insert}; set identity_insert ${name} off`.execute(into);
      else await insert.execute();
      advance(page.length);
    }
    return content;
  });
}

async function countRows(database: SettingsTransaction, { name }: SettingsTable): Promise<number> {
  const row = await (database as unknown as AnyDatabase)
    .selectFrom(name)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/**
 * All rows of a table by its primary key, without what says that the database is being made. A page begins behind the last
 * row in the last column of the key, then in the one before: each is found by the index, however long the table is.
 */
async function* pagesOf(database: SettingsDatabase, { name, key }: SettingsTable): AsyncGenerator<readonly Row[]> {
  const size = pageRowsOf[name] ?? pageRows;
  let last: Row = {};
  let page: readonly Row[] = await pageAfter(database, name, key, [], last, size);
  let level = 0;
  do {
    const rows = name === 'fact' ? page.filter((row) => row.name !== unfinishedFact) : page;
    if (rows.length > 0) yield rows;
    last = page.at(-1) ?? last;
    level = page.length === size ? key.length : level - 1;
    if (level > 0) page = await pageAfter(database, name, key, key.slice(0, level), last, size);
  } while (level > 0);
}

/** Rows that have the same values as another one in the first of some columns, and a greater one in the last of them. */
async function pageAfter(
  database: SettingsDatabase,
  name: string,
  key: readonly string[],
  columns: readonly string[],
  last: Row,
  size: number,
): Promise<readonly Row[]> {
  let query = (database as unknown as AnyDatabase).selectFrom(name).selectAll().limit(size);
  for (const column of key) query = query.orderBy(column);
  for (const column of columns) query = query.where(column, column === columns.at(-1) ? '>' : '=', last[column]);
  return query.execute();
}

class Summary implements Content {
  rows = 0;
  hash = 0n;

  add(page: readonly Row[]): void {
    for (const row of page) {
      this.rows += 1;
      this.hash = BigInt.asUintN(256, this.hash + BigInt(`0x${hashOf(row)}`));
    }
  }
}

/** SHA-256 of a row, whatever the order in which a database names its columns. */
function hashOf(row: Row): string {
  const hash = createHash('sha256');
  for (const name of Object.keys(row).sort()) {
    const value = row[name];
    const isBytes = value instanceof Uint8Array;
    hash.update(JSON.stringify([name, isBytes ? value.length : value, isBytes]));
    if (isBytes) hash.update(value);
  }
  return hash.digest('hex');
}

function differs({ name }: SettingsTable, rows: number, found: number): IntegrationError {
  const what = rows === found ? 'other values than' : `${found} rows and not ${rows} as`;
  return new IntegrationError(`The copy of the settings database has ${what} the original in the table ${name}`, {
    code: 'settings-copy-differs',
    hint: 'Nothing was switched. Look whether another program writes into the new database, then try again.',
  });
}
