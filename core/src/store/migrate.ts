import { randomBytes } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigError, nodeDisk } from '@integration-client/sdk';
import { type Migration, Migrator, sql } from 'kysely';
import type { SettingsDatabase } from './schema.js';
import { writeCopy } from './write-copy.js';

const migrationTable = 'migration';

/**
 * Brings the tables of the settings database at `path` up to date, all or nothing. Before an existing one is changed, a
 * copy is kept beside it: `settings.db.before-N`, where N is the number of the first migration that is applied to it.
 * Throws ConfigError `settings-database-newer`.
 */
export async function migrate(
  database: SettingsDatabase,
  path: string,
  migrations: Readonly<Record<string, Migration>>,
): Promise<void> {
  const applied = await appliedMigrations(database);
  const unknown = applied.filter((name) => !Object.hasOwn(migrations, name));
  if (unknown.length > 0) {
    throw new ConfigError(`The settings database ${path} was made by a newer version (${unknown.join(', ')})`, {
      code: 'settings-database-newer',
      hint: 'Install that version again, or put back the copy settings.db.before-… that it made.',
    });
  }
  if (applied.length === Object.keys(migrations).length) return;
  if (applied.length > 0) await keepCopy(database, path, applied.length + 1);
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableName: migrationTable,
    migrationLockTableName: `${migrationTable}_lock`,
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

/** Names of the migrations the database has, oldest first; none where it is new. */
async function appliedMigrations(database: SettingsDatabase): Promise<string[]> {
  const tables = await database.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === migrationTable)) return [];
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(migrationTable)} order by name`.execute(
    database,
  );
  return rows.map((row) => row.name);
}

async function keepCopy(database: SettingsDatabase, path: string, number: number): Promise<void> {
  const copy = `${path}.before-${number}`;
  const unfinished = `${copy}.${randomBytes(4).toString('hex')}`;
  try {
    await writeCopy(database, unfinished);
    // Another process may have migrated meanwhile: then this copy comes too late, and that process kept its own.
    if ((await appliedMigrations(database)).length < number) await rename(unfinished, copy);
    await nodeDisk.syncDirectory(dirname(path));
  } finally {
    await rm(unfinished, { force: true });
  }
}
