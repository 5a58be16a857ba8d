import { basename, dirname } from 'node:path';
import type { Disk, DiskFile, DiskStat } from '@integration-client/sdk';
import type { Life } from './life.js';
import { isTemporary } from './temporary-files.js';
import { DirectoryNode, type FileNode, type Volume } from './volume.js';

/** Pieces that a file is read in. */
const pieceBytes = 16 * 1024;

/** A flush takes long: up to so many turns of others. */
const flushTurns = 100;

/** A volume as a process uses it. Only what changes something is a step: after reading a power cut finds the same as before. */
export class VolumeDisk implements Disk {
  readonly #volume: Volume;
  readonly #life: Life;
  readonly #now: () => number;
  readonly #hardLinks: boolean;

  constructor(volume: Volume, life: Life, options: { readonly now: () => number; readonly hardLinks?: boolean }) {
    this.#volume = volume;
    this.#life = life;
    this.#now = options.now;
    this.#hardLinks = options.hardLinks ?? true;
  }

  async create(path: string): Promise<DiskFile> {
    return this.#opened(await this.#step('create', path, () => this.#volume.create(path, this.#now())), path);
  }

  /** Opens a file that is there and makes it empty: for a protocol that is broken on purpose. */
  async rewrite(path: string): Promise<DiskFile> {
    const file = this.#volume.file(path);
    await this.#step('truncate', path, () => file.content.set(Buffer.alloc(0)));
    return this.#opened(file, path);
  }

  async read(path: string, position = 0, length = Number.MAX_SAFE_INTEGER): Promise<Buffer> {
    await this.#life.pause();
    return this.#volume.file(path).content.now.subarray(position, position + length);
  }

  async *readStream(path: string, position = 0, length?: number): AsyncGenerator<Uint8Array> {
    const content = await this.read(path, position, length);
    for (let start = 0; start < content.length; start += pieceBytes) {
      yield content.subarray(start, start + pieceBytes);
      await this.#life.pause();
    }
  }

  async stat(path: string): Promise<DiskStat | undefined> {
    await this.#life.pause();
    const node = this.#volume.find(path);
    if (node === undefined) return undefined;
    const isDirectory = node instanceof DirectoryNode;
    return {
      size: isDirectory ? 0 : node.content.now.length,
      modified: new Date(isDirectory ? 0 : node.modified.now),
      statusChanged: new Date(isDirectory ? 0 : node.modified.now),
      isFile: !isDirectory,
      isDirectory,
      identity: String(node.id),
      permissions: isDirectory ? 0o755 : 0o644,
      owner: 0,
    };
  }

  lstat(path: string): Promise<DiskStat | undefined> {
    return this.stat(path);
  }

  async list(directory: string): Promise<{ name: string; isFile: boolean }[]> {
    await this.#life.pause();
    return [...this.#volume.directory(directory).names].flatMap(([name, { now }]) =>
      now === undefined ? [] : [{ name, isFile: !(now instanceof DirectoryNode) }],
    );
  }

  async makeDirectory(path: string): Promise<void> {
    if (this.#volume.find(path) instanceof DirectoryNode) return;
    if (dirname(path) !== path) await this.makeDirectory(dirname(path));
    await this.#step('makeDirectory', path, () => this.#volume.makeDirectory(path));
  }

  rename(from: string, to: string): Promise<void> {
    return this.#step('rename', to, () => this.#volume.rename(from, to));
  }

  async link(from: string, to: string): Promise<void> {
    if (!this.#hardLinks) throw Object.assign(new Error('ENOTSUP: no hard links here'), { code: 'ENOTSUP' });
    await this.#step('link', to, () => this.#volume.link(from, to));
  }

  remove(path: string): Promise<void> {
    return this.#step('remove', path, () => this.#volume.remove(path));
  }

  async removeDirectory(path: string): Promise<void> {
    throw Object.assign(new Error(`ENOTSUP: no delivery removes a directory: ${path}`), { code: 'ENOTSUP' });
  }

  async empty(path: string): Promise<void> {
    await this.rewrite(path);
  }

  async syncDirectory(path: string): Promise<void> {
    const end = await this.#step('syncDirectory, which begins,', path, () => this.#volume.flushDirectory(path));
    await this.#life.pause(flushTurns);
    await this.#step('syncDirectory, which ends,', path, end);
  }

  async syncFile(path: string): Promise<void> {
    await this.#flush(this.#volume.file(path), path);
  }

  async checkWritable(path: string): Promise<void> {
    await this.#life.pause();
    if (this.#volume.find(path) === undefined) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
  }

  #opened(file: FileNode, path: string): DiskFile {
    return {
      write: (chunks) => this.#step('write', path, () => this.#volume.append(file, chunks)),
      setModified: (time) => this.#step('setModified', path, () => file.modified.set(time.getTime())),
      sync: () => this.#flush(file, path),
      close: () => this.#life.pause(),
    };
  }

  async #flush(file: FileNode, path: string): Promise<void> {
    const end = await this.#step('sync, which begins,', path, () => this.#volume.flushFile(file));
    await this.#life.pause(flushTurns);
    await this.#step('sync, which ends,', path, end);
  }

  #step<T>(name: string, path: string, act: () => T): Promise<T> {
    // Names of temporary files are others each time: what is found has to be the same when it is repeated.
    return this.#life.step(`${name} of ${isTemporary(path) ? 'a temporary file' : basename(path)}`, act);
  }
}
