import type { Disk } from '@integration-client/sdk';
import { unnumberedName } from './numbered-name.js';

/** Knows which names stand in a directory with a number, from before this process: one look instead of one for each item. */
export class NumberedNames {
  readonly #disk: Disk;
  readonly #found = new Map<string, Promise<ReadonlySet<string>>>();

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /** Whether the name stood in the directory with a number when it was looked at first. Throws the disk's own errors. */
  async has(directory: string, name: string): Promise<boolean> {
    let found = this.#found.get(directory);
    if (found === undefined) {
      found = this.#look(directory);
      this.#found.set(directory, found);
      found.catch(() => this.#found.delete(directory));
    }
    return (await found).has(name);
  }

  async #look(directory: string): Promise<ReadonlySet<string>> {
    const names = (await this.#disk.list(directory)).map((entry) => unnumberedName(entry.name));
    return new Set(names.filter((name) => name !== undefined));
  }
}
