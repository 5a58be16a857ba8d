import { dirname } from 'node:path';
import { ConfigError, type Disk, RetryableError } from '@integration-client/sdk';
import { type Migration, Migrator, sql } from '#kysely';
import { withUnfinishedFile } from '../unfinished-file.js';
import type { SettingsDatabase } from './schema.js';
import { writeCopy } from './write-copy.js';

/** The table that names the migrations which a database has. */
export const migrationTable = 'migration';

/**
 * Brings the tables of the settings database at `path` up to date, all or nothing. Before an existing file is changed, a
 * copy is kept beside it: `settings.db.before-N`, where N is the number of the first migration that is applied to it; of a
 * database on a server, without `disk`, none is.
 * Throws ConfigError `settings-database-newer`, and RetryableError `settings-database-not-copied`: then nothing changed.
 */
export async function migrate(
  database: SettingsDatabase,
  path: string,
  migrations: Readonly<Record<string, Migration>>,
  disk?: Disk,
): Promise<void> {
  const applied = await appliedMigrations(database);
  refuseNewer(applied, path, migrations);
  if (applied.length === Object.keys(migrations).length) return;
  if (applied.length > 0 && disk !== undefined) await keepCopy(database, path, applied.length + 1, disk);
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableName: migrationTable,
    migrationLockTableName: `${migrationTable}_lock`,
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

/** Refuses a database that has migrations which this version does not know: ConfigError `settings-database-newer`. */
export function refuseNewer(
  applied: readonly string[],
  path: string,
  migrations: Readonly<Record<string, Migration>>,
): void {
  const unknown = applied.filter((name) => !Object.hasOwn(migrations, name));
  if (unknown.length === 0) return;
  throw new ConfigError(`The settings database ${path} was made by a newer version (${unknown.join(', ')})`, {
    code: 'settings-database-newer',
    hint: 'Install that version again, or put back the copy settings.db.before-… that it made; on a server, a backup of the database.',
  });
}

/** Names of the migrations the database has, oldest first; none where it is new. */
export async function appliedMigrations(database: SettingsDatabase): Promise<string[]> {
  const tables = await database.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === migrationTable)) return [];
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(migrationTable)} order by name`.execute(
    database,
  );
  return rows.map((row) => row.name);
}

async function keepCopy(database: SettingsDatabase, path: string, number: number, disk: Disk): Promise<void> {
  const copy = `${path}.before-${number}`;
  try {
    await withUnfinishedFile(disk, copy, async (unfinished) => {
      await writeCopy(database, unfinished, disk);
      // Another process may have migrated meanwhile: then this copy comes too late, and that process kept its own.
      if ((await appliedMigrations(database)).length < number) await disk.rename(unfinished, copy);
      await disk.syncDirectory(dirname(path));
    });
  } catch (cause) {
    throw new RetryableError(
      `The settings database ${path} was not updated, as no copy of it could be kept: ${(cause as Error).message}`,
      {
        code: 'settings-database-not-copied',
        hint: 'Nothing was changed. Make room for a copy beside it, and let this account write there.',
        cause,
      },
    );
  }
}
