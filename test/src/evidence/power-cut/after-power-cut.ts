import type { Random } from '../random.js';
import { History } from './history.js';
import { DirectoryNode, FileNode, Volume } from './volume.js';

const pageBytes = 4096;
const sectorBytes = 512;

/** What is found after a power cut. */
export interface AfterPowerCut {
  readonly volume: Volume;
  /** What was drawn: two draws of one moment with the same are the same state. */
  readonly drawn: string;
}

/** Draws one of the many states that a volume may be found in if the power fails now. */
export function afterPowerCut(volume: Volume, random: Random): AfterPowerCut {
  const draw = new Draw(random);
  const found = new Volume();
  draw.directory(volume.root, found.root);
  return { volume: found, drawn: draw.choices.join() };
}

class Draw {
  readonly choices: number[] = [];
  readonly #random: Random;
  /** How much of what was not flushed came to the disk. The extremes find most: all names and no data, or none. */
  readonly #namesKept: number;
  readonly #dataKept: number;
  readonly #files = new Map<FileNode, FileNode>();

  constructor(random: Random) {
    this.#random = random;
    this.#namesKept = random.pick([0, 0.3, 0.7, 1]);
    this.#dataKept = random.pick([0, 0.5, 1]);
  }

  directory(from: DirectoryNode, to: DirectoryNode): void {
    for (const [name, history] of from.names) {
      const node = this.#one(history, this.#namesKept);
      if (node === undefined) continue;
      if (node instanceof FileNode) {
        to.names.set(name, new History<FileNode | DirectoryNode | undefined>(this.#file(node)));
      } else {
        const directory = new DirectoryNode();
        to.names.set(name, new History<FileNode | DirectoryNode | undefined>(directory));
        this.directory(node, directory);
      }
    }
  }

  /** A file has the same content under all of its names. */
  #file(from: FileNode): FileNode {
    let file = this.#files.get(from);
    if (file === undefined) {
      file = new FileNode(this.#content(from.content.possible), this.#one(from.modified, this.#dataKept));
      this.#files.set(from, file);
    }
    return file;
  }

  #one<T>({ possible }: History<T>, kept: number): T {
    const last = possible.length - 1;
    if (last === 0) return possible[0] as T;
    const index = this.#random.chance(kept) ? last : this.#below(last);
    this.choices.push(index);
    return possible[index] as T;
  }

  /** @param versions what the file held after each write since it was flushed, and when it was flushed. */
  #content(versions: readonly Buffer[]): Buffer {
    const newest = versions[versions.length - 1] as Buffer;
    if (versions.length === 1) return newest;
    if (this.#random.chance(this.#dataKept)) {
      this.choices.push(0);
      return newest;
    }
    // Sizes are kept apart from data: the file may be as long as ever, or cut anywhere, with any page written or not.
    const lengths = [...versions.map((version) => version.length), this.#below(newest.length + 1)];
    const content = Buffer.alloc(lengths[this.#below(lengths.length)] as number);
    this.choices.push(1, content.length);
    for (let start = 0; start < content.length; start += pageBytes) this.#page(versions, content, start);
    return content;
  }

  /** A page is of one version, or zeros, or torn: its first sectors of the newest version, the others as they were. */
  #page(versions: readonly Buffer[], content: Buffer, start: number): void {
    const newest = versions.length - 1;
    const end = Math.min(start + pageBytes, content.length);
    const take = (version: number, until: number) => {
      const bytes = versions[version]?.subarray(start, Math.min(until, end));
      if (bytes !== undefined) content.set(bytes, start);
    };
    const kind = this.#below(versions.length + 2);
    this.choices.push(kind);
    if (kind <= newest) take(kind, end);
    if (kind !== newest + 2) return;
    const torn = start + sectorBytes * this.#random.between(1, pageBytes / sectorBytes - 1);
    this.choices.push(torn);
    take(0, end);
    take(newest, torn);
  }

  #below(limit: number): number {
    return this.#random.below(limit);
  }
}
