import { join } from 'node:path';
import { resolveHome } from '@integration-client/core/home';
import { createSettingsDatabase, openStore } from '@integration-client/core/store/open-store';
import type { Store } from '@integration-client/core/store/store';
import { DatabaseSync } from '@photostructure/sqlite';
import { type HomeFiles, readHome, writeHome } from './home-files.js';
import { now, readStore } from './read-store.js';
import { configuration, keysOf, secretSettings, steps } from './sample-state.js';

/** A sound home, and what may be read from it. */
export interface Template {
  readonly files: HomeFiles;
  /** What it holds, part by part; with a log, after each change that is in it, the oldest first. */
  readonly states: readonly Readonly<Record<string, string>>[];
  /** The tables that each page of the database belongs to, before and after the log; none where it is free. */
  readonly tables: readonly ReadonlySet<string>[];
}

/** The homes that are damaged, and what they are damaged with. */
export interface Templates {
  /** As the last program left it that closed it. */
  readonly closed: Template;
  /** As a program left it that was killed: the newest changes are in the log. */
  readonly killed: Template;
  /** The same home at a later time, killed as well. */
  readonly later: HomeFiles;
  /** Another home of the client, killed as well. */
  readonly other: HomeFiles;
  /** The database of another program, and its log. */
  readonly foreign: HomeFiles;
  /** Keys of items that the ledger or quarantine has. */
  readonly keys: readonly string[];
}

/** Changes are made in rounds; those that the log of the killed home has. */
const logRounds = [12, 13];
const keys = [...Array(12).keys(), ...logRounds].flatMap(keysOf);

/** Makes the homes below a directory. */
export async function makeTemplates(directory: string): Promise<Templates> {
  const home = join(directory, 'home');
  const first = await newStore(home);
  for (let round = 0; round < 12; round += 1) for (const step of steps(first, round)) await step();
  const closedState = await stateOf(first);
  await first.close();
  const closed = await readHome(home);

  const second = await openStore(resolveHome(home), () => now);
  const states = [closedState];
  for (const step of logRounds.flatMap((round) => steps(second, round))) {
    await step();
    states.push(await stateOf(second));
  }
  const killed = await readHome(home);
  for (const step of steps(second, 14)) await step();
  await second.close();

  const third = await openStore(resolveHome(home), () => now);
  for (const step of steps(third, 15)) await step();
  const later = await readHome(home);
  await third.close();

  const otherStore = await newStore(join(directory, 'other'));
  for (const step of steps(otherStore, 1)) await step();
  const other = await readHome(join(directory, 'other'));
  await otherStore.close();

  const closedTables = await tablesOfPages(closed, join(directory, 'pages'));
  const killedTables = await tablesOfPages(killed, join(directory, 'pages'));
  return {
    closed: { files: closed, states: [closedState], tables: closedTables },
    killed: {
      files: killed,
      states,
      tables: killedTables.map((set, page) => new Set([...set, ...(closedTables[page] ?? [])])),
    },
    later,
    other,
    foreign: await foreignDatabase(join(directory, 'foreign')),
    keys,
  };
}

async function newStore(directory: string): Promise<Store> {
  const home = resolveHome(directory);
  await createSettingsDatabase(home);
  const store = await openStore(home, () => now);
  await store.configuration.save(configuration, secretSettings);
  return store;
}

async function stateOf(store: Store): Promise<Readonly<Record<string, string>>> {
  const { parts, errors } = await readStore(store, keys);
  if (errors[0] !== undefined) throw errors[0];
  return parts;
}

/** The tables of each page, the first page first; an index belongs to its table. */
async function tablesOfPages(files: HomeFiles, directory: string): Promise<ReadonlySet<string>[]> {
  await writeHome(directory, files);
  const database = new DatabaseSync(join(directory, 'settings.db'));
  try {
    const rows = database
      .prepare(
        'select pageno, coalesce(tbl_name, dbstat.name) as "table" from dbstat left join sqlite_schema on sqlite_schema.name = dbstat.name',
      )
      .all() as { readonly pageno: number; readonly table: string }[];
    const pages = Array.from({ length: Math.max(...rows.map(({ pageno }) => pageno)) }, () => new Set<string>());
    for (const { pageno, table } of rows) pages[pageno - 1]?.add(table);
    return pages;
  } finally {
    database.close();
  }
}

/** A database of a program that knows nothing of this one, with tables of the same names. */
async function foreignDatabase(directory: string): Promise<HomeFiles> {
  await writeHome(directory, {});
  const database = new DatabaseSync(join(directory, 'settings.db'));
  try {
    database.exec(
      'pragma journal_mode = wal; create table site (name text); create table fact (name text, value text)',
    );
    for (let row = 0; row < 300; row += 1) database.exec(`insert into site values ('site ${row}')`);
    database.exec('pragma wal_checkpoint(truncate)');
    for (let row = 0; row < 300; row += 1) database.exec(`insert into fact values ('fact ${row}', 'value')`);
    return await readHome(directory);
  } finally {
    database.close();
  }
}
