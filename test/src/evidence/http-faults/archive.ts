import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Destination, type Disk, nodeDisk, type Operation } from '@integration-client/sdk';
import { memoryDirectory } from '../../support/memory-directory.js';
import { destination } from '../../unit/filesystem/support.js';

/** A directory of files, and the File System destination that stores into it. */
export class Archive {
  readonly #directory: string;
  readonly #isWhole: (name: string, sha256: string) => boolean;
  /** What was wrong at any moment. */
  readonly faults: string[] = [];

  private constructor(directory: string, isWhole: (name: string, sha256: string) => boolean) {
    this.#directory = directory;
    this.#isWhole = isWhole;
  }

  /** @param isWhole whether a file of this name may have this content */
  static async create(isWhole: (name: string, sha256: string) => boolean): Promise<Archive> {
    return new Archive(await mkdtemp(join(memoryDirectory(), 'ic-http-faults-')), isWhole);
  }

  /** A destination as a new process has it. */
  destination(operation: Operation): Destination {
    return destination({ [operation]: { directory: this.#directory } }, this.#watched());
  }

  /** Every file with the SHA-256 of its content, parts that were left as well. */
  async files(): Promise<Map<string, string>> {
    const names = (await readdir(this.#directory)).sort();
    return new Map(await Promise.all(names.map(async (name) => [name, await this.#sha256(name)] as const)));
  }

  async remove(): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #sha256(name: string): Promise<string> {
    return createHash('sha256')
      .update(await readFile(join(this.#directory, name)))
      .digest('hex');
  }

  /** The disk; what gets a final name is looked at before it has it. */
  #watched(): Disk {
    const look = async (from: string, to: string) => {
      const name = basename(to);
      if (!this.#isWhole(name, await this.#sha256(basename(from))))
        this.faults.push(`${name} is not what it should be`);
    };
    return {
      ...nodeDisk,
      create: async (path, permissions) => {
        if (!path.endsWith('.ic-part')) this.faults.push(`${basename(path)} is written under its final name`);
        return nodeDisk.create(path, permissions);
      },
      link: async (from, to) => {
        await look(from, to);
        return nodeDisk.link(from, to);
      },
      rename: async (from, to) => {
        await look(from, to);
        return nodeDisk.rename(from, to);
      },
    };
  }
}
