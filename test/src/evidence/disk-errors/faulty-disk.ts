import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Disk } from '@integration-client/sdk';
import { watchedDisk } from '../../unit/filesystem/support.js';

/** Which calls fail, and how. */
export interface DiskFault {
  /** The first is 1. */
  readonly call: number;
  readonly errno: string;
  /** Every later call fails, too. */
  readonly stays: boolean;
}

/** A disk that writes down what is done with it, and of which calls fail. */
export class FaultyDisk {
  readonly disk: Disk;
  /** `write temporary`, `syncDirectory above`: the calls so far, and what each is about. */
  readonly calls: string[] = [];
  /** The path of the first call that failed. */
  failedPath: string | undefined;
  readonly #fault: DiskFault | undefined;
  /** What was there before the directory was made that is being made ready. */
  #existing: ReadonlySet<string> = new Set();
  /** By directory of items, what was done with it so far. */
  readonly #listed = new Set<string>();
  readonly #named = new Set<string>();
  readonly #flushed = new Set<string>();
  readonly #directories: readonly string[];

  /** @param directories those that items are stored in */
  constructor(directories: readonly string[], fault?: DiskFault) {
    this.#directories = directories;
    this.#fault = fault;
    this.disk = watchedDisk((name, path) => this.#call(name, path));
  }

  #call(name: string, path: string): void {
    this.calls.push(this.#label(name, path));
    const number = this.calls.length;
    if (this.#fault === undefined || number < this.#fault.call) return;
    if (number > this.#fault.call && !this.#fault.stays) return;
    this.failedPath ??= path;
    const { errno } = this.#fault;
    // As Node says it.
    throw Object.assign(new Error(`${errno}: injected, ${name} '${path}'`), { code: errno, syscall: name, path });
  }

  #label(name: string, path: string): string {
    const directory = this.#directories.find((each) => path === each || dirname(path) === each);
    if (directory === undefined) return `${name} ${this.#isNewName(name, path) ? 'made' : 'above'}`;
    const isLast = this.#flushed.has(directory);
    if (path !== directory) {
      if (name === 'link' || name === 'rename') this.#named.add(directory);
      if (path.endsWith('.ic-part')) return `${name} temporary`;
      return `${name} ${isLast ? 'retention' : 'file'}`;
    }
    if (name === 'makeDirectory') this.#existing = new Set([directory, ...above(directory)].filter(existsSync));
    if (name === 'list') {
      const isFirst = !this.#listed.has(directory) && this.#existing.has(directory);
      this.#listed.add(directory);
      return isFirst ? 'list leftovers' : `list ${isLast ? 'retention' : 'names'}`;
    }
    // A backup is safe with the flush of its name; what comes after it is about older ones.
    if (name === 'syncDirectory' && this.#named.has(directory) && directory.endsWith('site-backups')) {
      this.#flushed.add(directory);
    }
    return `${name} directory`;
  }

  /** Whether a flush makes the name of a directory durable that the run has made. */
  #isNewName(name: string, path: string): boolean {
    return (
      name === 'syncDirectory' &&
      this.#directories.some((directory) => {
        const way = [directory, ...above(directory)];
        const child = way[way.indexOf(path) - 1];
        return child !== undefined && !this.#existing.has(child);
      })
    );
  }
}

function above(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [] : [parent, ...above(parent)];
}
