import { join } from 'node:path';
import { ConfigError, type Disk, nodeDisk } from '@integration-client/sdk';
import { DatabaseSync } from '@photostructure/sqlite';
import type { Home } from '../home.js';

/** SQLite's code for "somebody else holds the lock". */
const busy = 5;

/** The right to be the host of a home. */
export interface HomeLock {
  release(): void;
}

/**
 * Makes this process the one host of a home, until it releases the lock or ends, however it ends: the lock is the
 * operating system's, held through an empty SQLite database, so none is ever left behind. Throws ConfigError
 * `host-already-running`.
 */
export async function lockHome(home: Home, disk: Disk = nodeDisk): Promise<HomeLock> {
  const file = join(home.directory, 'host.lock');
  // Made for its owner alone: who can open it could hold it.
  await makeEmpty(file, disk);
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    throw (error as { errcode?: unknown }).errcode === busy ? alreadyRunning(home, error) : error;
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

function alreadyRunning(home: Home, cause: unknown): ConfigError {
  return new ConfigError(`A host is running already in ${home.directory}`, {
    code: 'host-already-running',
    hint: 'Stop it first, or choose another home with --home.',
    cause,
  });
}
