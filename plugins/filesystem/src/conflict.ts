import { basename, dirname, join, resolve } from 'node:path';
import { type Disk, type Item, ItemError, type Receipt, RetryableError } from '@integration-client/sdk';
import { type Content, claimName, contentOf, replaceFile } from './durable-write.js';
import { numberedName, numberOf } from './numbered-name.js';
import { NumberedNames } from './numbered-names.js';
import type { Ownership, Relation } from './ownership.js';
import type { ConflictMode } from './settings.js';
import { diskCode } from './storage-error.js';

/** One item on its way to its name. */
export interface Incoming {
  readonly item: Item;
  readonly directory: string;
  /** The name it wants. */
  readonly name: string;
  readonly conflict: ConflictMode;
  readonly content: Content;
  /** The path of a whole, flushed temporary file with the content. May be called again. */
  temporary(): Promise<string>;
}

/** Where an item ended up. `foreign` is set when somebody else's file has the name and stays (Skip). */
export interface Placed extends Receipt {
  readonly foreign?: true;
  /** Where an earlier version was, under another name; to be removed once the new one is durable. */
  readonly obsolete?: string;
}

/** Finds the name for an item and gives it that name, by the rules for conflicts. */
export class Placement {
  readonly #disk: Disk;
  readonly #ownership: Ownership;
  readonly #numberedNames: NumberedNames;

  constructor(disk: Disk, ownership: Ownership) {
    this.#disk = disk;
    this.#numberedNames = new NumberedNames(disk);
    this.#ownership = ownership;
  }

  /** Throws the disk's own errors, and ItemError where the name can never be had. */
  async place(incoming: Incoming): Promise<Placed> {
    const previous = await this.#previous(incoming);
    if (previous !== undefined && numberOf(basename(previous.path), incoming.name) !== undefined) {
      return this.#renew(incoming, previous);
    }
    const placed = await this.#byName(incoming);
    if (previous === undefined || previous.path === placed.location) return placed;
    if (placed.foreign) return this.#renew(incoming, previous); // rather under the old name than not at all
    return { ...placed, outcome: 'replaced', obsolete: previous.path };
  }

  /** Removes an earlier version that had another name, unless something else has that name by now. */
  async removeObsolete(incoming: Incoming, path: string): Promise<void> {
    const relation = await this.#relation(incoming, path);
    if (relation === 'same' || relation === 'earlier') await this.#disk.remove(path);
  }

  /** The file of the last delivery, if it is in the directory and still this item's. */
  async #previous(incoming: Incoming): Promise<{ path: string; relation: Relation } | undefined> {
    const path = incoming.item.previous?.location;
    if (path === undefined || resolve(path) !== path || dirname(path) !== incoming.directory) return undefined;
    const relation = await this.#relation(incoming, path);
    return relation === 'same' || relation === 'earlier' ? { path, relation } : undefined;
  }

  async #byName(incoming: Incoming): Promise<Placed> {
    const path = join(incoming.directory, incoming.name);
    let relation = await this.#relation(incoming, path);
    if (relation === 'free') {
      if (await this.#mayBeNumbered(incoming)) {
        const own = await this.#renewNumbered(incoming, await this.#takenNumbers(incoming));
        if (own !== undefined) return own;
      }
      if (await this.#claim(incoming, path)) return stored(incoming, path);
      relation = await this.#relation(incoming, path);
    }
    if (relation === 'same' || relation === 'earlier') return this.#renew(incoming, { path, relation });
    if (incoming.conflict === 'AppendNumber') return this.#numbered(incoming);
    if (relation === 'no-file') throw nameTaken(path);
    if (relation === 'free') throw vanished(path);
    if (incoming.conflict === 'Overwrite') return this.#replace(incoming, path);
    return { outcome: 'skipped', location: path, ...(await contentOf(this.#disk, path)), foreign: true };
  }

  async #numbered(incoming: Incoming): Promise<Placed> {
    const taken = await this.#takenNumbers(incoming);
    const own = await this.#renewNumbered(incoming, taken);
    if (own !== undefined) return own;
    for (let number = 1; ; number++) {
      if (taken.has(number)) continue;
      const path = join(incoming.directory, numberedName(incoming.name, number));
      if (await this.#claim(incoming, path)) return stored(incoming, path);
      const faster = await this.#renewOwn(incoming, path);
      if (faster !== undefined) return faster;
    }
  }

  /** That a name is free does not mean that the item is not there under one with a number. */
  async #mayBeNumbered({ item, directory, name, conflict }: Incoming): Promise<boolean> {
    if (conflict !== 'AppendNumber') return false;
    // Retention frees the names of old backups; a power cut may leave a later name and take an earlier one.
    return item.operation === 'site-backups' || (await this.#numberedNames.has(directory, name));
  }

  async #takenNumbers({ directory, name }: Incoming): Promise<Set<number>> {
    const numbers = (await this.#disk.list(directory)).map((entry) => numberOf(entry.name, name));
    return new Set(numbers.filter((number) => number !== undefined && number > 0) as number[]);
  }

  async #renewNumbered(incoming: Incoming, numbers: Set<number>): Promise<Placed | undefined> {
    for (const number of numbers) {
      const path = join(incoming.directory, numberedName(incoming.name, number));
      if (this.#ownership.isKnownOther(incoming.item, path)) continue;
      const own = await this.#renewOwn(incoming, path);
      if (own !== undefined) return own;
    }
    return undefined;
  }

  async #renewOwn(incoming: Incoming, path: string): Promise<Placed | undefined> {
    const relation = await this.#relation(incoming, path);
    return relation === 'same' || relation === 'earlier' ? this.#renew(incoming, { path, relation }) : undefined;
  }

  async #relation(incoming: Incoming, path: string): Promise<Relation | 'free' | 'no-file'> {
    const file = await this.#disk.stat(path);
    if (file === undefined) return 'free';
    return file.isFile ? this.#ownership.relation(incoming.item, incoming.content, path, file) : 'no-file';
  }

  async #renew(incoming: Incoming, own: { path: string; relation: Relation }): Promise<Placed> {
    if (own.relation !== 'same') return this.#replace(incoming, own.path);
    await this.#disk.syncFile(own.path).catch((error) => {
      // It was flushed before it got its name; a file that was made read-only since then is as durable.
      if (!['EACCES', 'EPERM'].includes(diskCode(error) ?? '')) throw error;
    });
    return { outcome: 'skipped', location: own.path, ...incoming.content };
  }

  async #claim(incoming: Incoming, path: string): Promise<boolean> {
    return claimName(this.#disk, await incoming.temporary(), path);
  }

  async #replace(incoming: Incoming, path: string): Promise<Placed> {
    const temporary = await incoming.temporary();
    try {
      await replaceFile(this.#disk, temporary, path);
    } catch (error) {
      throw (await this.#isInUse(incoming.directory, error)) ? inUse(path, error) : error;
    }
    return { outcome: 'replaced', location: path, ...incoming.content };
  }

  /** Windows refuses to replace a file that a program has open, as if the directory were not writable. */
  async #isInUse(directory: string, error: unknown): Promise<boolean> {
    if (!['EACCES', 'EPERM', 'EBUSY'].includes(diskCode(error) ?? '')) return false;
    return this.#disk.checkWritable(directory).then(
      () => true,
      () => false,
    );
  }
}

function stored({ content }: Incoming, path: string): Placed {
  return { outcome: 'stored', location: path, ...content };
}

function nameTaken(path: string): ItemError {
  return new ItemError(`Something that is no file has this name: ${path}`, {
    code: 'file-name-taken',
    hint: 'Remove it, change the file name format, or choose AppendNumber for conflicts.',
  });
}

function vanished(path: string): RetryableError {
  return new RetryableError(`The name is taken, yet nothing can be read there: ${path}`, {
    code: 'disk-busy',
    hint: 'It is tried again. If it stays, look for a link that leads nowhere.',
  });
}

function inUse(path: string, cause: unknown): RetryableError {
  return new RetryableError(`The file cannot be replaced, another program may have it open: ${path}`, {
    code: 'file-in-use',
    hint: 'Close the file in other programs, and check that it may be replaced.',
    cause,
  });
}
