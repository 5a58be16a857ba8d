import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Operation } from '@integration-client/sdk';
import type { Expected } from './expected.js';

/** What the archive is to hold, each in a directory of its name. */
export const archived = [
  'sessions',
  'session-recordings',
  'command-shell-recordings',
  'show-my-screen-recordings',
] as const satisfies readonly Operation[];

/** A changed session is looked at again after so many checks: a run has to deliver it first. */
const looks = 12;

/** What is wrong, in the words of the promise. */
export interface Wrongs {
  readonly lost: string[];
  readonly doubled: string[];
  /** Not what any appliance ever sent, or no longer what it sends. */
  readonly half: string[];
}

/** The directories into which the clients under fire deliver. */
export class Archive {
  readonly #directory: string;
  readonly #expected: Expected;
  /** Pulls what the appliances told: called after files were read, so that whatever they hold is known. */
  readonly #learn: () => Promise<void>;
  /** Paths that were looked at. */
  readonly #seen = new Set<string>();
  /** By key, the path at which an item was seen. */
  readonly #paths = new Map<string, string>();
  /** By key, how often a session that changed is still to be looked at. */
  readonly #watched = new Map<string, number>();

  constructor(directory: string, expected: Expected, learn: () => Promise<void>) {
    this.#directory = directory;
    this.#expected = expected;
    this.#learn = learn;
  }

  /** Reads the files that appeared since the last call, and those of sessions that changed lately. */
  async checkNew(): Promise<string[]> {
    const names = await this.#names();
    const paths = new Set(names.filter((path) => !isHidden(path) && !this.#seen.has(path)));
    for (const key of this.#watched.keys()) {
      const path = this.#paths.get(key);
      if (path !== undefined) paths.add(path);
    }
    const found = await this.#read([...paths]);
    await this.#learn();
    this.#watch();
    return [...found].flatMap(([path, sha256]) => {
      const key = this.#expected.keyOf(sha256);
      this.#seen.add(path);
      if (key === undefined) return [`half: ${path} holds what no appliance ever sent (SHA-256 ${sha256})`];
      this.#paths.set(key, path);
      return [];
    });
  }

  /** Compares everything with what should be there. Answers the files, too, by path. */
  async compare(): Promise<Wrongs & { readonly files: ReadonlyMap<string, string> }> {
    const files = await this.#read((await this.#names()).filter((path) => !isHidden(path)));
    await this.#learn();
    const holders = new Map<string, string[]>();
    for (const [path, sha256] of files) {
      const name = `${path.split('/')[0]} ${sha256}`;
      holders.set(name, [...(holders.get(name) ?? []), path]);
    }
    const wrongs: Wrongs = { lost: [], doubled: [], half: [] };
    for (const { operation, key, sha256 } of this.#expected.files()) {
      const name = `${operation} ${sha256}`;
      const paths = holders.get(name) ?? [];
      holders.delete(name);
      if (paths.length === 0) wrongs.lost.push(`no file holds ${key} (SHA-256 ${sha256})`);
      if (paths.length > 1) wrongs.doubled.push(`${key} is held by ${paths.join(', ')}`);
    }
    for (const [name, paths] of holders) {
      const key = this.#expected.keyOf(name.split(' ')[1] ?? '');
      wrongs.half.push(
        `${paths.join(', ')} holds ${key === undefined ? 'what no appliance ever sent' : `an old ${key}`}`,
      );
    }
    return { ...wrongs, files };
  }

  /** Files that are not whole yet, or were left so by a process that died. */
  async unfinished(): Promise<string[]> {
    return (await this.#names()).filter(isHidden);
  }

  /** The processes that have not finished a file, whether they still run or not. */
  async writers(): Promise<number[]> {
    return (await this.unfinished()).flatMap((path) => /-(\d+)-\d+\.ic-part$/.exec(path)?.[1] ?? []).map(Number);
  }

  #watch(): void {
    for (const [key, left] of this.#watched) {
      if (left === 0) this.#watched.delete(key);
      else this.#watched.set(key, left - 1);
    }
    for (const key of this.#expected.changed()) this.#watched.set(key, looks);
  }

  /** Every name, as `operation/name`. */
  async #names(): Promise<string[]> {
    const lists = archived.map(async (operation) => {
      const names = await readdir(join(this.#directory, operation)).catch(() => []);
      return names.map((name) => `${operation}/${name}`);
    });
    return (await Promise.all(lists)).flat();
  }

  /** The SHA-256 of each. */
  async #read(paths: readonly string[]): Promise<Map<string, string>> {
    const hashes = new Map<string, string>();
    for (const path of paths) {
      const bytes = await readFile(join(this.#directory, path));
      hashes.set(path, createHash('sha256').update(bytes).digest('hex'));
    }
    return hashes;
  }
}

function isHidden(path: string): boolean {
  return path.includes('/.');
}
