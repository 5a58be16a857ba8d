import { join } from 'node:path';
import { ConfigError, type Disk, nodeDisk } from '@integration-client/sdk';
import { DatabaseSync } from '@photostructure/sqlite';
import type { Home } from '../home.js';

/** SQLite's code for "somebody else holds the lock". */
const busy = 5;

/** The right to be the only one. */
export interface HomeLock {
  release(): void;
}

/** Makes this process the one host of a home, see {@link lockFile}. Throws ConfigError `host-already-running`. */
export async function lockHome(home: Home, disk: Disk = nodeDisk): Promise<HomeLock> {
  const lock = await lockFile(join(home.directory, 'host.lock'), disk);
  if (lock === undefined) throw alreadyRunning(home);
  return lock;
}

/**
 * Makes this process the only one that has the lock, until it releases it or ends, however it ends: the lock is the
 * operating system's, held through an empty SQLite database, so none is ever left behind. Undefined where another has it.
 */
export async function lockFile(file: string, disk: Disk): Promise<HomeLock | undefined> {
  // Made for its owner alone: who can open it could hold it.
  await makeEmpty(file, disk);
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { errcode?: unknown }).errcode === busy) return undefined;
    throw error;
  }
  return { release: () => database.close() };
}

async function makeEmpty(file: string, disk: Disk): Promise<void> {
  try {
    await (await disk.create(file, 0o600)).close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function alreadyRunning(home: Home): ConfigError {
  return new ConfigError(`A host is running already in ${home.directory}`, {
    code: 'host-already-running',
    hint: 'Stop it first, or choose another home with --home.',
  });
}
