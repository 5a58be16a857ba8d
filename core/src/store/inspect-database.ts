import { ConfigError, type Disk, IntegrationError } from '@integration-client/sdk';
import type { Home } from '../home.js';
import type { Sealer } from '../secrets/seal.js';
import { keyFact } from './facts.js';
import { migrationTable, refuseNewer } from './migrate.js';
import { migrations } from './migrations/index.js';
import { SqliteFile } from './sqlite-dialect.js';
import { explainDiskError, settingsDatabaseDamaged } from './sqlite-errors.js';

/** Marks a SQLite file as a settings database ("ICSD"), see https://sqlite.org/pragma.html#pragma_application_id */
export const applicationId = 0x49435344;

/** SQLite's code for a change that was cut short, and that only who may write can take back. */
const needsRollback = 776;

/**
 * Proves that the settings database can be used, before anything of it can change: even closing a file that was opened
 * for writing moves what its log (`settings.db-wal`) holds into it. `whole` also looks whether it is damaged anywhere,
 * which takes long for a large one. So does a log that somebody left who did not end properly, or uses it now: SQLite
 * would take the log of any other database for changes of this one. Throws IntegrationError that says what is wrong.
 */
export async function inspectDatabase(home: Home, sealer: Sealer, disk: Disk, whole: boolean): Promise<void> {
  const path = home.settingsDatabase;
  const hasLog = await checkFiles(home, disk);
  try {
    inspect(home, sealer, whole || hasLog);
  } catch (error) {
    if (!isInterruptedChange(error)) throw error;
    takeBack(path);
    inspect(home, sealer, true);
  }
}

function inspect(home: Home, sealer: Sealer, whole: boolean): void {
  const path = home.settingsDatabase;
  const file = new SqliteFile(path, { readOnly: true });
  try {
    checkOwn(file, path);
    if (whole) file.checkWhole();
    checkTables(file, path);
    checkKey(file, sealer, home);
  } catch (error) {
    // What is asked for here is in every settings database.
    throw error instanceof IntegrationError ? error : settingsDatabaseDamaged(path, (error as Error).message, error);
  } finally {
    file.close();
  }
}

/**
 * Whether there is a log. Looks before SQLite does: that opens a file which it may only read and fails with the first
 * change, and removes the log beside an empty one.
 */
async function checkFiles(home: Home, disk: Disk): Promise<boolean> {
  const path = home.settingsDatabase;
  try {
    await disk.checkWritable(path);
    await disk.checkWritable(home.directory);
    const found = await disk.stat(path);
    if (found?.isFile === false) throw notAFile(path);
    // One byte is nothing to SQLite, too.
    if (found !== undefined && found.size <= 1) throw settingsDatabaseDamaged(path, 'the file is empty');
    return ((await disk.stat(`${path}-wal`))?.size ?? 0) > 0;
  } catch (error) {
    throw explainDiskError(error, path);
  }
}

function notAFile(path: string): ConfigError {
  return new ConfigError(`The settings database ${path} cannot be opened: it is not a file`, {
    code: 'settings-database-unusable',
    hint: 'Move away what stands there, and put back settings.db from a backup.',
  });
}

function checkOwn(file: SqliteFile, path: string): void {
  if (file.applicationId() === applicationId) return;
  throw new ConfigError(`${path} is not a settings database of the Integration Client`, {
    code: 'settings-database-foreign',
    hint: 'Put back settings.db from a backup, or name the right home directory with --home or IC_HOME.',
  });
}

/** A database of which nothing is known to be made would be taken for a new one. */
function checkTables(file: SqliteFile, path: string): void {
  const applied = file.prepare(`select name from ${migrationTable} order by name`).all([]);
  if (applied.length === 0) throw settingsDatabaseDamaged(path, 'it does not say which tables it has');
  refuseNewer(
    applied.map((row) => String((row as { readonly name: unknown }).name)),
    path,
    migrations,
  );
}

function checkKey(file: SqliteFile, sealer: Sealer, home: Home): void {
  const [fact] = file.prepare('select value from fact where name = ?').all([keyFact]);
  if ((fact as { readonly value?: unknown } | undefined)?.value === sealer.keyId) return;
  throw new ConfigError(`The key file ${home.key} is not the one that ${home.settingsDatabase} was made with`, {
    code: 'sealed-by-other-key',
    hint: 'Put back the key file that belongs to this settings database.',
  });
}

/** Has SQLite undo a change that a crash cut short, as it does whenever the file is first read by who may write. */
function takeBack(path: string): void {
  const file = new SqliteFile(path);
  try {
    file.applicationId();
  } finally {
    file.close();
  }
}

function isInterruptedChange(error: unknown): boolean {
  const cause = error instanceof IntegrationError ? error.cause : undefined;
  return (cause as { readonly errcode?: unknown } | undefined)?.errcode === needsRollback;
}
