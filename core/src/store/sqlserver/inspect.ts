import { ConfigError } from '@integration-client/sdk';
import { sql } from '#kysely';
import type { Home } from '../../home.js';
import type { Sealer } from '../../secrets/seal.js';
import { keyFact, unfinishedFact } from '../facts.js';
import { appliedMigrations, migrationTable, refuseNewer } from '../migrate.js';
import { migrations } from '../migrations/index.js';
import type { SettingsDatabase } from '../schema.js';
import { settingsTables } from '../settings-tables.js';
import { serverDatabaseDamaged } from './errors.js';

/** Tables that only the database of a destination has. */
const storageTables = ['ic_schema', 'session'];

/**
 * Proves that a database is the settings database of this home and can be used, before anything of it changes. Throws
 * ConfigError `settings-database-foreign`, `settings-database-newer`, `sealed-by-other-key`, `settings-database-damaged`.
 */
export async function inspectServerDatabase(
  database: SettingsDatabase,
  place: string,
  home: Home,
  sealer: Sealer,
): Promise<void> {
  const tables = await tablesOf(database, place);
  if (!tables.includes(migrationTable) || !tables.includes('fact'))
    throw foreign(place, 'it has no tables of settings');
  const applied = await appliedMigrations(database);
  if (applied.length === 0) throw serverDatabaseDamaged(place, 'it does not say which tables it has');
  refuseNewer(applied, place, migrations);
  if ((await factOf(database, keyFact)) === sealer.keyId) return;
  throw new ConfigError(`The key file ${home.key} is not the one that the settings database ${place} was made with`, {
    code: 'sealed-by-other-key',
    hint: 'Put back the key file that belongs to this settings database.',
  });
}

/**
 * Proves that a database may become the settings database: it has none of our tables, or only what an interrupted call
 * with this key left. Throws ConfigError `settings-database-taken`, `settings-database-foreign`, `settings-database-newer`.
 */
export async function inspectTarget(database: SettingsDatabase, place: string, sealer: Sealer): Promise<void> {
  const tables = await tablesOf(database, place);
  const ours = settingsTables.filter(({ name }) => tables.includes(name)).map(({ name }) => name);
  if (!tables.includes(migrationTable)) {
    if (ours.length > 0) throw foreign(place, `it has a table named ${ours[0]}`);
    return;
  }
  const applied = await appliedMigrations(database);
  refuseNewer(applied, place, migrations);
  if (applied.length === 0 && ours.length > 0) throw foreign(place, `it has a table named ${ours[0]}`);
  if (applied.length === 0) return;
  if (ours.length < settingsTables.length) throw foreign(place, 'it has not all tables of settings');
  const isLeft = (await factOf(database, unfinishedFact)) !== undefined;
  if (isLeft && (await factOf(database, keyFact)) === sealer.keyId) return;
  for (const table of ours) {
    const { rows } = await sql`select top (1) 1 as [found] from ${sql.table(table)}`.execute(database);
    if (rows.length > 0) throw taken(place);
  }
}

async function tablesOf(database: SettingsDatabase, place: string): Promise<string[]> {
  const tables = (await database.introspection.getTables({ withInternalKyselyTables: true })).map(({ name }) => name);
  if (storageTables.some((name) => tables.includes(name))) {
    throw foreign(place, 'it is the storage database of a destination, and the two are kept apart');
  }
  return tables;
}

async function factOf(database: SettingsDatabase, name: string): Promise<string | undefined> {
  const row = await database.selectFrom('fact').select('value').where('name', '=', name).executeTakeFirst();
  return row?.value;
}

function foreign(place: string, why: string): ConfigError {
  return new ConfigError(`The database ${place} is not a settings database: ${why}`, {
    code: 'settings-database-foreign',
    hint: 'Nothing was changed. Name the right database, or one of its own for the settings.',
  });
}

function taken(place: string): ConfigError {
  return new ConfigError(`The database ${place} holds settings already`, {
    code: 'settings-database-taken',
    hint: 'Nothing was changed. Name a new or an empty database.',
  });
}
