import {
  ConfigError,
  claimName,
  type Disk,
  IntegrationError,
  makeDirectoryDurably,
  nodeDisk,
} from '@integration-client/sdk';
import { Kysely, sql } from '#kysely';
import type { Home } from '../home.js';
import { withKey } from '../secrets/key-change.js';
import { isReference, storedSecret } from '../secrets/reference.js';
import { createKeyFile, openSealer, type Sealer } from '../secrets/seal.js';
import { removeLeftovers, withUnfinishedFile } from '../unfinished-file.js';
import { CheckedRows } from './checked-rows.js';
import { keyFact } from './facts.js';
import { applicationId, inspectDatabase } from './inspect-database.js';
import { HomeLeases, type Leases } from './lease.js';
import { migrate } from './migrate.js';
import { migrations } from './migrations/index.js';
import type { SettingsDatabase } from './schema.js';
import { homeUnusable, isOnServer, lookAt, settingsDatabaseExists } from './settings-database-exists.js';
import { readSettingsPlace, type SqlServerPlace, writeSettingsPlace } from './settings-place.js';
import { SettingsStore } from './settings-store.js';
import { SqliteFile, SqliteFileDialect } from './sqlite-dialect.js';
import { settingsDatabaseDamaged } from './sqlite-errors.js';
import type { Store, StoreDescription } from './store.js';
import { writeCopy } from './write-copy.js';

/**
 * Makes the home directory, the key and an empty settings database, readable by their owner alone. The database appears
 * under its name only when it is complete; a key that an interrupted call left behind is used.
 * Throws ConfigError `settings-database-exists`, `settings-database-leftover`, `home-unusable` and those of the key.
 */
export async function createSettingsDatabase(home: Home, disk: Disk = nodeDisk): Promise<void> {
  try {
    await makeDirectoryDurably(disk, home.directory, 0o700);
    if (await settingsDatabaseExists(home, disk)) throw alreadyThere(home);
    await refuseLeftovers(home, disk);
    const { keyId } = await firstKey(home, disk);
    await withUnfinishedFile(disk, home.settingsDatabase, async (unfinished) => {
      await writeNewDatabase(unfinished, keyId, disk);
      if (!(await claimName(disk, unfinished, home.settingsDatabase))) throw alreadyThere(home);
    });
  } catch (error) {
    throw error instanceof ConfigError ? error : homeUnusable(home, error);
  }
}

/**
 * Makes the home directory, the key and an empty settings database on a SQL Server; the database itself, too, where there is
 * none. It counts only when it is complete. Throws ConfigError `settings-database-exists`, `home-unusable`, those of the key,
 * and those of the connection and the database.
 */
export async function createServerSettings(home: Home, place: SqlServerPlace, disk: Disk = nodeDisk): Promise<void> {
  try {
    await makeDirectoryDurably(disk, home.directory, 0o700);
    if (await settingsDatabaseExists(home, disk)) throw alreadyThere(home);
    const sealer = await firstKey(home, disk);
    const { finish, makeServerDatabase } = await import('./sqlserver/server-store.js');
    const { database } = await makeServerDatabase(place, sealer, disk);
    try {
      if (!(await writeSettingsPlace(home, place, sealer, disk))) throw alreadyThere(home);
      await finish(database);
    } finally {
      await database.destroy();
    }
  } catch (error) {
    throw error instanceof IntegrationError ? error : homeUnusable(home, error);
  }
}

/** How a settings database is opened. */
export interface OpenOptions {
  readonly disk?: Disk;
  /** Looks whether the file is damaged anywhere, which takes long for a large one. */
  readonly checkWhole?: boolean;
}

/**
 * Opens the settings database, after bringing its tables up to date. It is never made anew or emptied: what cannot be
 * used is refused with an IntegrationError that says why, and left as it is.
 */
export async function openStore(
  home: Home,
  now: () => Date = () => new Date(),
  { disk = nodeDisk, checkWhole = false }: OpenOptions = {},
): Promise<Store> {
  if (!(await settingsDatabaseExists(home, disk))) {
    throw new ConfigError(`There is no settings database in ${home.directory}`, {
      code: 'no-settings-database',
      hint: 'Run "ic init", or name the right home directory with --home or IC_HOME.',
    });
  }
  const { result, sealer, interrupted } = await withKey(home, disk, (key) =>
    openSettingsDatabase(home, key, disk, checkWhole),
  );
  if (interrupted !== undefined) {
    const { finishIfAlone } = await import('./rotate-key.js');
    await finishIfAlone(home, interrupted, sealer, disk);
  }
  const { database, description, leases } = result;
  return new SettingsStore(database, sealer, now, description, leases);
}

/** The settings database of a home, ready for use, and what to say of it. */
export async function openSettingsDatabase(
  home: Home,
  sealer: Sealer,
  disk: Disk,
  checkWhole: boolean,
): Promise<{
  readonly database: SettingsDatabase;
  readonly description: StoreDescription;
  readonly leases: Leases;
}> {
  if (!(await isOnServer(home, disk))) {
    const database = await openFile(home, sealer, disk, checkWhole);
    return { database, description: { kind: 'sqlite', file: home.settingsDatabase }, leases: new HomeLeases() };
  }
  const target = await readSettingsPlace(home, sealer, disk);
  const { openServerStore } = await import('./sqlserver/server-store.js');
  const { database, place, isEncrypted, leases } = await openServerStore(home, target, sealer, disk);
  const { connection, password, caFile } = target;
  return {
    database,
    leases,
    description: {
      kind: 'sqlserver',
      database: place,
      encrypted: isEncrypted,
      connection: isReference(connection) ? connection : storedSecret,
      ...(password === undefined ? {} : { password: isReference(password) ? password : storedSecret }),
      ...(caFile === undefined ? {} : { caFile }),
    },
  };
}

async function openFile(home: Home, sealer: Sealer, disk: Disk, checkWhole: boolean): Promise<SettingsDatabase> {
  await inspectDatabase(home, sealer, disk, checkWhole);
  // A second name of the database itself may be among them; what cannot be removed does no harm.
  await removeLeftovers(disk, home.directory).catch(() => undefined);
  const file = new SqliteFile(home.settingsDatabase);
  try {
    const database = databaseOf(file, home.settingsDatabase);
    file.useWriteAheadLog();
    await migrate(database, home.settingsDatabase, migrations, disk);
    return database;
  } catch (error) {
    file.close();
    throw error;
  }
}

async function writeNewDatabase(path: string, keyId: string, disk: Disk): Promise<void> {
  const database = databaseOf(new SqliteFile(':memory:'), path);
  try {
    await migrate(database, path, migrations, disk);
    await database.insertInto('fact').values({ name: keyFact, value: keyId }).execute();
    await sql`pragma application_id = ${sql.lit(applicationId)}`.execute(database);
    await writeCopy(database, path, disk);
  } finally {
    await database.destroy();
  }
}

/** A database over an open file, whose rows are checked. */
export function databaseOf(file: SqliteFile, path: string): SettingsDatabase {
  const checked = new CheckedRows((detail) => settingsDatabaseDamaged(path, detail));
  return new Kysely({ dialect: new SqliteFileDialect(file), plugins: [checked] });
}

/** The key that is there, or a new one: without a settings database nothing is sealed yet. */
async function firstKey(home: Home, disk: Disk): Promise<Sealer> {
  try {
    await createKeyFile(home.key, disk);
  } catch (error) {
    if (!(error instanceof ConfigError && error.code === 'key-exists')) throw error;
  }
  try {
    return await openSealer(home.key, disk);
  } catch (error) {
    if (!(error instanceof ConfigError && error.code === 'key-damaged')) throw error;
    throw new ConfigError(error.message, {
      code: error.code,
      hint: 'If a settings database is to be put back here, put back its key with it. Otherwise move the key file away, then run "ic init" again.',
      cause: error,
    });
  }
}

/** SQLite would take what another database left beside the name for the newest changes of the new one. */
async function refuseLeftovers(home: Home, disk: Disk): Promise<void> {
  for (const left of [`${home.settingsDatabase}-wal`, `${home.settingsDatabase}-journal`]) {
    if (((await lookAt(home, left, disk))?.size ?? 0) === 0) continue;
    throw new ConfigError(`${left} holds changes of a settings database that is not there any more`, {
      code: 'settings-database-leftover',
      hint: `Put back the settings database that it belongs to. To begin anew, move ${left} away, too.`,
    });
  }
}

function alreadyThere(home: Home): ConfigError {
  return new ConfigError(`There is a settings database in ${home.directory} already`, {
    code: 'settings-database-exists',
    hint: 'Nothing was changed. To begin anew, move the file away first, and settings.db-wal with it.',
  });
}
