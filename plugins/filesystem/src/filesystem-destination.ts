import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { addAbortSignal } from 'node:stream';
import {
  ConfigError,
  type DeliveryRecord,
  type Destination,
  type Disk,
  type DiskFile,
  formatFileName,
  type Holding,
  IntegrationError,
  type Item,
  isDocument,
  type Logger,
  type Operation,
  operationTitles,
  type Receipt,
  RetryableError,
  Tokens,
} from '@integration-client/sdk';
import { inject, injectable } from 'tsyringe';
import { type Incoming, type Placed, Placement } from './conflict.js';
import { DirectoryFlush } from './directory-flush.js';
import { contentOf, discardTemporary, type TemporaryFile, writeAll, writeTemporary } from './durable-write.js';
import { KeyedLock } from './keyed-lock.js';
import { Ownership } from './ownership.js';
import { removeOldBackups } from './retention.js';
import type { FilesystemSettings, OperationSettings } from './settings.js';
import { storageError } from './storage-error.js';
import { checkDirectory, UsableDirectories } from './usable-directory.js';
import { Verification } from './verification.js';

type StreamedItem = Exclude<Item, { readonly xml: Uint8Array }>;

/** So many deliveries, or comparisons, run side by side. */
export const concurrency = 16;

const decisions = new KeyedLock();

/** Decisions about one name are made one at a time in this process. Names that differ in case only may be one name. */
function decide<T>(path: string, task: () => Promise<T>): Promise<T> {
  return decisions.run(path.toLowerCase(), task);
}

/** An error of the item's own stream, told from the disk's errors until it is passed on as it was. */
class SourceError {
  readonly error: unknown;
  constructor(error: unknown) {
    this.error = error;
  }
}

/** Stores each item as a file. A file under its final name is complete. */
@injectable()
export class FilesystemDestination implements Destination {
  readonly #settings: FilesystemSettings;
  readonly #log: Logger;
  readonly #disk: Disk;
  readonly #flush: DirectoryFlush;
  readonly #directories: UsableDirectories;
  readonly #ownership: Ownership;
  readonly #placement: Placement;
  readonly #verification: Verification;

  constructor(
    @inject(Tokens.Settings) settings: FilesystemSettings,
    @inject(Tokens.Logger) log: Logger,
    @inject(Tokens.Disk) disk: Disk,
  ) {
    this.#settings = settings;
    this.#log = log;
    this.#disk = disk;
    this.#flush = new DirectoryFlush(disk);
    this.#directories = new UsableDirectories(disk, this.#flush, log);
    this.#ownership = new Ownership(disk);
    this.#placement = new Placement(disk, this.#ownership);
    this.#verification = new Verification(disk, settings, log);
  }

  /**
   * Throws an error that names every directory that cannot be used, with its operation; ConfigError
   * `no-operation-configured` where there is none.
   */
  async check(signal: AbortSignal): Promise<void> {
    const operations = Object.keys(this.#settings) as Operation[];
    if (operations.length === 0) {
      throw new ConfigError('The destination has no settings for any type of data, so that nothing can be stored', {
        code: 'no-operation-configured',
        hint: 'Add a group with a directory for each type of data that it is for: "sessions", "session-recordings", …',
      });
    }
    const faults: IntegrationError[] = [];
    for (const operation of operations) {
      signal.throwIfAborted();
      const directory = resolve(this.#settingsOf(operation).directory);
      try {
        await checkDirectory(this.#disk, directory);
      } catch (error) {
        const fault = storageError(error, directory);
        if (!(fault instanceof IntegrationError)) throw fault;
        fault.message = `${operationTitles[operation]}, directory ${directory}: ${fault.message}`;
        faults.push(fault);
      }
    }
    const [first] = faults.sort((a, b) => Number(b instanceof ConfigError) - Number(a instanceof ConfigError));
    if (first === undefined) return;
    first.message = faults.map((fault) => fault.message).join('\n');
    throw first;
  }

  /** The path of the file, without the number that it may need. */
  nameOf(item: Item): string {
    const settings = this.#settingsOf(item.operation);
    return join(resolve(settings.directory), formatFileName(settings.fileName, item, extensionOf(settings)));
  }

  async deliver(item: Item, signal: AbortSignal): Promise<Receipt> {
    const settings = this.#settingsOf(item.operation);
    const directory = resolve(settings.directory);
    try {
      signal.throwIfAborted();
      await this.#directories.use(directory);
      const name = formatFileName(settings.fileName, item, extensionOf(settings));
      const { outcome, location, bytes, sha256 } = await this.#store(item, settings, directory, name, signal);
      if (item.operation === 'site-backups') await this.#retain(settings, directory, name, location);
      return { outcome, location, bytes, sha256 };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof SourceError) throw error.error;
      this.#directories.forget(directory);
      throw storageError(error, directory);
    }
  }

  verify(deliveries: readonly DeliveryRecord[], signal: AbortSignal): Promise<readonly Holding[]> {
    return this.#verification.verify(deliveries, concurrency, signal);
  }

  locations(signal: AbortSignal): AsyncIterable<string> {
    return this.#verification.locations(signal);
  }

  async close(): Promise<void> {}

  async #store(
    item: Item,
    settings: OperationSettings,
    directory: string,
    name: string,
    signal: AbortSignal,
  ): Promise<Placed> {
    const request = { item, directory, name, conflict: settings.conflict };
    if (!isDocument(item)) return this.#storeStream(item, request, signal);
    const content = { bytes: item.xml.byteLength, sha256: createHash('sha256').update(item.xml).digest('hex') };
    let file: TemporaryFile | undefined;
    const temporary = async () => {
      file ??= await writeTemporary(this.#disk, directory, name, async (opened) => {
        await opened.write([item.xml]);
        return content;
      });
      signal.throwIfAborted();
      return file.path;
    };
    try {
      return await this.#place({ ...request, content, temporary });
    } finally {
      if (file !== undefined) await discardTemporary(this.#disk, file.path);
    }
  }

  async #storeStream(
    item: StreamedItem,
    request: Omit<Incoming, 'content' | 'temporary'>,
    signal: AbortSignal,
  ): Promise<Placed> {
    const { directory, name } = request;
    const existing = await this.#skipWithoutDownload(request);
    if (existing !== undefined) return existing;
    const takenAt = item.operation === 'site-backups' ? item.takenAt : undefined;
    const write = (opened: DiskFile) => writeAll(opened, download(item, signal));
    const file = await writeTemporary(this.#disk, directory, name, write, takenAt);
    try {
      signal.throwIfAborted();
      checkSize(item, file.bytes);
      const content = { bytes: file.bytes, sha256: file.sha256 };
      return await this.#place({ ...request, content, temporary: async () => file.path });
    } finally {
      await discardTemporary(this.#disk, file.path);
    }
  }

  /** With Skip a file that is there stays whatever the download holds, unless it is an earlier version of the item. */
  async #skipWithoutDownload({ item, directory, name, conflict }: Omit<Incoming, 'content' | 'temporary'>) {
    const path = join(directory, name);
    if (conflict !== 'Skip' || item.previous !== undefined || this.#ownership.hasStored(item, path)) return undefined;
    if (!(await this.#disk.stat(path))?.isFile) return undefined;
    await this.#flush.flush(directory);
    return { outcome: 'skipped', location: path, ...(await contentOf(this.#disk, path)), foreign: true } as const;
  }

  async #place(incoming: Incoming): Promise<Placed> {
    const { item, directory, name } = incoming;
    const placed = await decide(join(directory, name), async () => {
      const found = await this.#placement.place(incoming);
      if (!found.foreign) this.#ownership.remember(item, found.location, found);
      return found;
    });
    await this.#flush.flush(directory);
    const { obsolete } = placed;
    if (obsolete !== undefined) {
      await decide(obsolete, () => this.#placement.removeObsolete(incoming, obsolete));
      await this.#flush.flush(directory);
    }
    return placed;
  }

  /** The backup itself is safe by now: what cannot be removed is only said, and tried again with the next one. */
  async #retain(settings: OperationSettings, directory: string, name: string, location: string): Promise<void> {
    if (settings.retentionCount === undefined) return;
    try {
      const removed = await removeOldBackups(this.#disk, directory, name, location, settings.retentionCount);
      for (const path of removed) this.#log.info(`Removed an old backup: ${path}`);
    } catch (error) {
      this.#log.warn(`Old backups could not be removed from ${directory}: ${(error as Error).message}`);
    }
  }

  #settingsOf(operation: Operation): OperationSettings {
    const settings = this.#settings[operation];
    if (settings !== undefined) return settings;
    throw new ConfigError(`The destination has no settings for ${operationTitles[operation]}`, {
      code: 'operation-not-configured',
      hint: `Add the group "${operation}" with a directory to the destination's settings, or leave the operation out of the transfer.`,
    });
  }
}

function extensionOf(settings: OperationSettings): { extension?: string } {
  return settings.downloadFormat === undefined ? {} : { extension: settings.downloadFormat.toLowerCase() };
}

async function* download(item: StreamedItem, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* addAbortSignal(signal, await item.open(signal));
  } catch (error) {
    throw new SourceError(error);
  }
}

/** The stream should have failed itself; an archive must not depend on that. */
function checkSize(item: StreamedItem, bytes: number): void {
  if (item.size === undefined || item.size === bytes) return;
  throw new RetryableError(`The download has ${bytes} bytes in place of the ${item.size} that were announced`, {
    code: 'download-incomplete',
    hint: 'It is tried again. If it stays, look at the network and at proxies between here and the appliance.',
  });
}
