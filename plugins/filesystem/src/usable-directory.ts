import { dirname, parse } from 'node:path';
import { ConfigError, type Disk, type Logger } from '@integration-client/sdk';
import type { DirectoryFlush } from './directory-flush.js';
import { removeLeftovers } from './leftovers.js';
import { diskCode } from './storage-error.js';

/** Directories that items are stored in, each made ready once. */
export class UsableDirectories {
  readonly #disk: Disk;
  readonly #flush: DirectoryFlush;
  readonly #log: Logger;
  readonly #ready = new Map<string, Promise<void>>();

  constructor(disk: Disk, flush: DirectoryFlush, log: Logger) {
    this.#disk = disk;
    this.#flush = flush;
    this.#log = log;
  }

  /** Makes the directory if it is missing, durably, and removes what dead processes left in it. Throws the disk's error. */
  async use(directory: string): Promise<void> {
    let ready = this.#ready.get(directory);
    if (ready === undefined) {
      ready = this.#prepare(directory);
      this.#ready.set(directory, ready);
      ready.catch(() => this.forget(directory));
    }
    await ready;
  }

  /** The next use makes the directory ready anew, as after an error: it may be gone. */
  forget(directory: string): void {
    this.#ready.delete(directory);
  }

  async #prepare(directory: string): Promise<void> {
    const existing = await nearestExisting(this.#disk, directory);
    await this.#disk.makeDirectory(directory);
    await this.#flushParents(directory, existing);
    if (existing !== directory) return;
    await removeLeftovers(this.#disk, directory).catch((error) =>
      this.#log.warn(`Temporary files of an earlier run could not be removed from ${directory}: ${error.message}`),
    );
  }

  /**
   * Each directory is a name in the one above it. Those that were there are flushed as well, up to the root: another
   * delivery may have just made them, or an earlier process that died before it flushed.
   */
  async #flushParents(directory: string, existing: string): Promise<void> {
    let isNew = true;
    for (let path = directory; path !== dirname(path); path = dirname(path)) {
      isNew &&= path !== existing;
      await this.#flush.flush(dirname(path)).catch((error) => {
        // Not every account may read what is above the directories that it makes.
        if (isNew || !['EACCES', 'EPERM', 'ENOENT'].includes(diskCode(error) ?? '')) throw error;
      });
    }
  }
}

/**
 * Proves that a directory can be written to, or made where it is missing. Changes nothing. Throws ConfigError where
 * something else is in the way, and the disk's own errors.
 */
export async function checkDirectory(disk: Disk, directory: string): Promise<void> {
  const existing = await nearestExisting(disk, directory);
  if ((await disk.stat(existing))?.isFile) {
    throw new ConfigError(`${existing} is a file, not a directory`, {
      code: 'directory-not-usable',
      hint: 'Set the destination directory to a directory.',
    });
  }
  await disk.checkWritable(existing);
}

async function nearestExisting(disk: Disk, directory: string): Promise<string> {
  let path = directory;
  while (path !== parse(path).root && (await disk.stat(path)) === undefined) path = dirname(path);
  return path;
}
