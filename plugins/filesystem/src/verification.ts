import { dirname, join, resolve } from 'node:path';
import type { DeliveryRecord, Disk, Holding, Logger, Receipt } from '@integration-client/sdk';
import { contentOf } from './durable-write.js';
import { inParallel } from './in-parallel.js';
import { isTemporary } from './leftovers.js';
import { ReleasedBackups } from './released-backups.js';
import type { FilesystemSettings } from './settings.js';
import { diskCode, readError } from './storage-error.js';

/** What a disk answers for a file whose bytes it has lost. */
const damaged = new Set(['EIO', 'EBADMSG']);

/** Compares receipts with the files that they name, wherever those lie, and tells what lies in the directories. Reads only. */
export class Verification {
  readonly #disk: Disk;
  readonly #settings: FilesystemSettings;
  readonly #log: Logger;

  constructor(disk: Disk, settings: FilesystemSettings, log: Logger) {
    this.#disk = disk;
    this.#settings = settings;
    this.#log = log;
  }

  /** See `Destination.verify`. Throws as {@link readError} says. */
  verify(deliveries: readonly DeliveryRecord[], atOnce: number, signal: AbortSignal): Promise<readonly Holding[]> {
    const { conflict, retentionCount } = this.#settings['site-backups'] ?? {};
    const kept = conflict === 'Overwrite' ? 0 : retentionCount;
    const released = new ReleasedBackups(this.#disk, kept, deliveries);
    return inParallel(deliveries, atOnce, async (delivery) => {
      const { location } = delivery.receipt;
      try {
        const holding = await this.#compare(delivery.receipt, signal);
        return holding !== 'intact' && (await released.has(delivery)) ? 'released' : holding;
      } catch (error) {
        throw signal.aborted ? signal.reason : readError(error, location);
      }
    });
  }

  /** See `Destination.locations`: each file of each directory once; a directory that is not there holds nothing. */
  async *locations(signal: AbortSignal): AsyncGenerator<string> {
    for (const directory of new Set(Object.values(this.#settings).map((group) => resolve(group.directory)))) {
      const entries = await this.#disk.list(directory).catch((error) => {
        if (diskCode(error) === 'ENOENT') return [];
        throw readError(error, directory);
      });
      for (const { name, isFile } of entries) {
        signal.throwIfAborted();
        // macOS may answer names decomposed; receipts have them composed.
        if (isFile && !isTemporary(name)) yield join(directory, name.normalize('NFC'));
      }
    }
  }

  async #compare({ location, bytes, sha256 }: Receipt, signal: AbortSignal): Promise<Holding> {
    signal.throwIfAborted();
    const file = await this.#disk.stat(location);
    if (file === undefined) return 'missing';
    if (!file.isFile || file.size !== bytes) return 'changed';
    try {
      const found = await contentOf(this.#disk, location, signal);
      return found.bytes === bytes && found.sha256 === sha256 ? 'intact' : 'changed';
    } catch (error) {
      const code = diskCode(error) ?? '';
      if (code === 'ENOENT') return 'missing'; // it went just now
      if (!damaged.has(code)) throw error;
      await this.#disk.list(dirname(location)); // throws where it is not this file alone that cannot be read
      this.#log.warn(`The file cannot be read any more: ${location} (${code})`);
      return 'changed';
    }
  }
}
