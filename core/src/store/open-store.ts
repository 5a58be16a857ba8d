import { randomBytes } from 'node:crypto';
import { access, constants, link, mkdir, rename, rm, stat } from 'node:fs/promises';
import { ConfigError, nodeDisk } from '@integration-client/sdk';
import { Kysely, sql } from 'kysely';
import type { Home } from '../home.js';
import { createKeyFile, openSealer, type Sealer } from '../secrets/seal.js';
import { migrate } from './migrate.js';
import { migrations } from './migrations/index.js';
import type { SettingsDatabase } from './schema.js';
import { SettingsStore } from './settings-store.js';
import { SqliteFile, SqliteFileDialect } from './sqlite-dialect.js';
import type { Store } from './store.js';
import { writeCopy } from './write-copy.js';

/** Marks a SQLite file as a settings database ("ICSD"), see https://sqlite.org/pragma.html#pragma_application_id */
const applicationId = 0x49435344;

/** The fact that tells which key the database's secrets are sealed under. */
const keyFact = 'sealing-key';

/** Whether the home directory has a settings database. Throws ConfigError `home-unusable` where it may not look. */
export async function settingsDatabaseExists(home: Home): Promise<boolean> {
  try {
    await stat(home.settingsDatabase);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw homeUnusable(home, error);
  }
}

/**
 * Makes the home directory, the key and an empty settings database, readable by their owner alone. The database appears
 * under its name only when it is complete; a key that an interrupted call left behind is used.
 * Throws ConfigError `settings-database-exists` and `home-unusable`.
 */
export async function createSettingsDatabase(home: Home): Promise<void> {
  await mkdir(home.directory, { recursive: true, mode: 0o700 }).catch((error) => {
    throw homeUnusable(home, error);
  });
  if (await settingsDatabaseExists(home)) throw alreadyThere(home);
  await createKeyFile(home.key).catch((error) => {
    if (!(error instanceof ConfigError)) throw homeUnusable(home, error);
    if (error.code !== 'key-exists') throw error;
  });
  const { keyId } = await openSealer(home.key);
  const unfinished = `${home.settingsDatabase}.new-${randomBytes(4).toString('hex')}`;
  try {
    await writeNewDatabase(unfinished, keyId);
    await giveName(unfinished, home);
  } finally {
    await rm(unfinished, { force: true });
  }
}

/**
 * Opens the settings database, after bringing its tables up to date. It is never made anew or emptied: what cannot be
 * used is refused with an IntegrationError that says why.
 */
export async function openStore(home: Home, now: () => Date = () => new Date()): Promise<Store> {
  const path = home.settingsDatabase;
  if (!(await settingsDatabaseExists(home))) {
    throw new ConfigError(`There is no settings database in ${home.directory}`, {
      code: 'no-settings-database',
      hint: 'Run "ic init", or name the right home directory with --home or IC_HOME.',
    });
  }
  const sealer = await openSealer(home.key);
  await checkWritable(home);
  const file = new SqliteFile(path);
  const database = databaseOf(file);
  try {
    checkOwn(file, path);
    file.useWriteAheadLog();
    await migrate(database, path, migrations);
    await checkKey(database, sealer, home);
    return new SettingsStore(database, sealer, now);
  } catch (error) {
    file.close();
    throw error;
  }
}

async function writeNewDatabase(path: string, keyId: string): Promise<void> {
  const database = databaseOf(new SqliteFile(':memory:'));
  try {
    await migrate(database, path, migrations);
    await database.insertInto('fact').values({ name: keyFact, value: keyId }).execute();
    await sql`pragma application_id = ${sql.lit(applicationId)}`.execute(database);
    await writeCopy(database, path);
  } finally {
    await database.destroy();
  }
}

function databaseOf(file: SqliteFile): SettingsDatabase {
  return new Kysely({ dialect: new SqliteFileDialect(file) });
}

/** SQLite would open a file that it may only read, and fail with the first change. */
async function checkWritable(home: Home): Promise<void> {
  try {
    await access(home.settingsDatabase, constants.R_OK | constants.W_OK);
    await access(home.directory, constants.W_OK);
  } catch (cause) {
    throw new ConfigError(`The settings database ${home.settingsDatabase} cannot be written`, {
      code: 'settings-database-read-only',
      hint: 'Give the account that runs the Integration Client the right to write the file and its directory.',
      cause,
    });
  }
}

function checkOwn(file: SqliteFile, path: string): void {
  if (file.applicationId() === applicationId) return;
  throw new ConfigError(`${path} is not a settings database of the Integration Client`, {
    code: 'settings-database-foreign',
    hint: 'Put back settings.db from a backup, or name the right home directory with --home or IC_HOME.',
  });
}

async function checkKey(database: SettingsDatabase, sealer: Sealer, home: Home): Promise<void> {
  const fact = await database.selectFrom('fact').select('value').where('name', '=', keyFact).executeTakeFirst();
  if (fact?.value === sealer.keyId) return;
  throw new ConfigError(`The key file ${home.key} is not the one that ${home.settingsDatabase} was made with`, {
    code: 'sealed-by-other-key',
    hint: 'Put back the key file that belongs to this settings database.',
  });
}

/** Gives the finished file its name, unless there is one of that name by now. */
async function giveName(file: string, home: Home): Promise<void> {
  try {
    await link(file, home.settingsDatabase);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' || (await settingsDatabaseExists(home))) {
      throw alreadyThere(home);
    }
    // The file system knows no links.
    await rename(file, home.settingsDatabase);
  }
  await nodeDisk.syncDirectory(home.directory);
}

function homeUnusable(home: Home, cause: unknown): ConfigError {
  const { code, message } = cause as NodeJS.ErrnoException;
  return new ConfigError(`The home directory ${home.directory} cannot be used: ${message}`, {
    code: 'home-unusable',
    hint:
      code === 'ENOSPC' || code === 'EDQUOT'
        ? 'Free some space on the disk.'
        : 'Run this as the account that owns it, or name another home directory with --home or IC_HOME.',
    cause,
  });
}

function alreadyThere(home: Home): ConfigError {
  return new ConfigError(`There is a settings database in ${home.directory} already`, {
    code: 'settings-database-exists',
    hint: 'Nothing was changed. To begin anew, move the file away first.',
  });
}
