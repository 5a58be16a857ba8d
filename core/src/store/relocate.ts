import { join } from 'node:path';
import { ConfigError, claimName, type Disk, nodeDisk } from '@integration-client/sdk';
import { sql } from '#kysely';
import type { Home } from '../home.js';
import { withKey } from '../secrets/key-change.js';
import type { Sealer } from '../secrets/seal.js';
import { withUnfinishedFile } from '../unfinished-file.js';
import { type CopyProgress, copyTables } from './copy-tables.js';
import { applicationId } from './inspect-database.js';
import { migrate } from './migrate.js';
import { migrations } from './migrations/index.js';
import { databaseOf, openSettingsDatabase } from './open-store.js';
import { isOnServer, settingsDatabaseExists } from './settings-database-exists.js';
import { removeSettingsPlace, type SqlServerPlace, writeSettingsPlace } from './settings-place.js';
import { SqliteFile } from './sqlite-dialect.js';

/** Where a settings database is to go. */
export type RelocationTarget = { readonly kind: 'sqlite' } | ({ readonly kind: 'sqlserver' } & SqlServerPlace);

/** What a relocation did. */
export interface Relocation {
  /** Where the settings database was; what is there is left as it is. */
  readonly from: string;
  readonly to: string;
  /** A file that stood in the way and has this name now. */
  readonly movedAside?: string;
}

/** How a relocation is watched and stopped. */
export interface RelocateCall {
  readonly disk?: Disk;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: CopyProgress) => void;
}

/**
 * Copies the settings database to another place, verifies the copy, and only then switches to it. Until then the old one
 * counts, whatever happens; it is left as it is. No host may run on the home. Throws ConfigError `no-settings-database`,
 * `settings-in-sqlite-already`, those of the target, and IntegrationError `settings-copy-differs`.
 */
export async function relocate(home: Home, target: RelocationTarget, call: RelocateCall = {}): Promise<Relocation> {
  const { disk = nodeDisk, signal = new AbortController().signal, onProgress = () => undefined } = call;
  if (!(await settingsDatabaseExists(home, disk))) {
    throw new ConfigError(`There is no settings database in ${home.directory}`, {
      code: 'no-settings-database',
      hint: 'Run "ic init", or name the right home directory with --home or IC_HOME.',
    });
  }
  const isFile = !(await isOnServer(home, disk));
  if (target.kind === 'sqlite' && isFile) throw inSqliteAlready(home);
  const { result, sealer } = await withKey(home, disk, (key) => openSettingsDatabase(home, key, disk, true));
  const { database, description } = result;
  const from = description.kind === 'sqlite' ? description.file : description.database;
  try {
    // Whoever would write meanwhile waits: what they write must be in the copy.
    const to = await database.transaction().execute((source) => {
      const copy: Copy = (into) => copyTables(source, into, onProgress, signal);
      return target.kind === 'sqlite' ? toFile(home, copy, disk) : toServer(home, target, copy, sealer, disk, !isFile);
    });
    return { from, ...to };
  } finally {
    await database.destroy();
  }
}

type Copy = (into: Parameters<typeof copyTables>[1]) => Promise<void>;

async function toServer(
  home: Home,
  target: SqlServerPlace,
  copy: Copy,
  sealer: Sealer,
  disk: Disk,
  replace: boolean,
): Promise<Pick<Relocation, 'to'>> {
  const { finish, makeServerDatabase } = await import('./sqlserver/server-store.js');
  const { database, place } = await makeServerDatabase(target, sealer, disk);
  try {
    await copy(database);
    if (!(await writeSettingsPlace(home, target, sealer, disk, { replace }))) throw movedMeanwhile(home);
    await finish(database);
    return { to: place };
  } finally {
    await database.destroy();
  }
}

async function toFile(home: Home, copy: Copy, disk: Disk): Promise<Omit<Relocation, 'from'>> {
  const path = home.settingsDatabase;
  return withUnfinishedFile(disk, path, async (unfinished) => {
    await (await disk.create(unfinished, 0o600)).close();
    const database = databaseOf(new SqliteFile(unfinished), path);
    try {
      await migrate(database, path, migrations);
      await sql`pragma application_id = ${sql.lit(applicationId)}`.execute(database);
      await copy(database);
    } finally {
      await database.destroy();
    }
    await disk.syncFile(unfinished);
    const movedAside = await moveAside(home, disk);
    if (!(await claimName(disk, unfinished, path))) throw movedMeanwhile(home);
    await removeSettingsPlace(home, disk);
    return { to: path, ...(movedAside === undefined ? {} : { movedAside }) };
  });
}

/** What is left of an earlier settings database, with its log, gets another name. */
async function moveAside(home: Home, disk: Disk): Promise<string | undefined> {
  const names = new Set((await disk.list(home.directory)).map(({ name }) => name));
  let number = 1;
  while (['', '-wal', '-journal'].some((end) => names.has(`settings.db.old-${number}${end}`))) number += 1;
  const aside = join(home.directory, `settings.db.old-${number}`);
  const left = ['', '-wal', '-journal'].filter((end) => names.has(`settings.db${end}`));
  for (const end of left) await disk.rename(`${home.settingsDatabase}${end}`, `${aside}${end}`);
  if (names.has('settings.db-shm')) await disk.remove(`${home.settingsDatabase}-shm`);
  if (left.length > 0) await disk.syncDirectory(home.directory);
  return left.includes('') ? aside : undefined;
}

function inSqliteAlready(home: Home): ConfigError {
  return new ConfigError(`The settings database is in ${home.settingsDatabase} already`, {
    code: 'settings-in-sqlite-already',
    hint: 'Nothing was changed. To move it to a server: ic settings relocate --to sqlserver --connection …',
  });
}

function movedMeanwhile(home: Home): ConfigError {
  return new ConfigError(`Another program made a settings database in ${home.directory} meanwhile`, {
    code: 'settings-database-exists',
    hint: 'Nothing was switched. Look with "ic settings show" which one counts.',
  });
}
