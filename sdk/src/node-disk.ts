import { type BigIntStats, createReadStream } from 'node:fs';
import {
  access,
  constants,
  type FileHandle,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  rename,
  rmdir,
  stat,
  truncate,
  unlink,
} from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Disk, DiskEntry, DiskFile, DiskStat } from './disk.js';

/** writev takes at most this many chunks at once (IOV_MAX on Linux and macOS). */
const chunksAtOnce = 1024;

class NodeFile implements DiskFile {
  readonly #handle: FileHandle;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async write(chunks: readonly Uint8Array[]): Promise<void> {
    let rest = chunks.filter((chunk) => chunk.length > 0);
    while (rest.length > 0) {
      const { bytesWritten } = await this.#handle.writev(rest.slice(0, chunksAtOnce));
      // The system may take only a part; going on is what finds out that the disk is full (ENOSPC).
      if (bytesWritten === 0) throw Object.assign(new Error('the disk took no bytes'), { code: 'EIO' });
      rest = after(rest, bytesWritten);
    }
  }

  async setModified(time: Date): Promise<void> {
    await this.#handle.utimes(time, time);
  }

  async sync(): Promise<void> {
    await this.#handle.sync();
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/** What is left of the chunks after so many bytes. */
function after(chunks: readonly Uint8Array[], written: number): Uint8Array[] {
  let index = 0;
  let bytes = written;
  for (let chunk = chunks[index]; chunk !== undefined && bytes >= chunk.length; chunk = chunks[index]) {
    bytes -= chunk.length;
    index += 1;
  }
  const rest = chunks.slice(index);
  const first = rest[0];
  if (first !== undefined && bytes > 0) rest[0] = first.subarray(bytes);
  return rest;
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

async function withFile<T>(path: string, flags: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(path, flags);
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}

async function read(path: string, position = 0, length?: number): Promise<Buffer> {
  return withFile(path, 'r', async (handle) => {
    // What is no plain file (a pipe) has no size, and is read to its end all the same.
    if (position === 0 && length === undefined) return handle.readFile();
    const wanted = length ?? Math.max(0, (await handle.stat()).size - position);
    const buffer = Buffer.alloc(wanted);
    let filled = 0;
    while (filled < wanted) {
      const { bytesRead } = await handle.read(buffer, filled, wanted - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  });
}

async function* readStream(path: string, position = 0, length = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
  if (length === 0) return;
  // Without a start it reads what has no positions (a pipe), too.
  const start = position === 0 ? {} : { start: position };
  yield* createReadStream(path, { highWaterMark: 256 * 1024, ...start, end: position + length - 1 });
}

async function found(lookup: Promise<BigIntStats>): Promise<DiskStat | undefined> {
  try {
    const it = await lookup;
    return {
      size: Number(it.size),
      // Some file systems keep the time as a fraction that lies a little below the millisecond that was set.
      modified: new Date(Math.round(Number(it.mtimeNs) / 1e6)),
      statusChanged: new Date(Number(it.ctimeNs) / 1e6),
      isFile: it.isFile(),
      isDirectory: it.isDirectory(),
      identity: `${it.dev}/${it.ino}`,
      permissions: Number(it.mode) & 0o777,
      owner: Number(it.uid),
    };
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Not Node's own recursion: it never ends where a file system has the directory above and answers ENOENT, as /proc does. */
async function makeDirectory(path: string, permissions?: number): Promise<void> {
  const make = () =>
    mkdir(path, { mode: permissions }).catch(async (error) => {
      const there = await nodeDisk.stat(path).catch(() => undefined);
      if (there?.isDirectory !== true) throw error;
    });
  try {
    await make();
  } catch (error) {
    const above = dirname(path);
    if (codeOf(error) !== 'ENOENT' || above === path) throw error;
    await makeDirectory(above, permissions);
    await make();
  }
}

async function list(directory: string): Promise<readonly DiskEntry[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries.map((entry) => ({ name: entry.name, isFile: entry.isFile() }));
}

async function syncDirectory(path: string): Promise<void> {
  // Windows opens no directories: there a name is as durable as the file system's journal makes it.
  if (process.platform === 'win32') return;
  try {
    await withFile(path, 'r', (handle) => handle.sync());
  } catch (error) {
    // Some network file systems refuse to flush a directory.
    if (!['EPERM', 'EISDIR', 'EINVAL', 'ENOTSUP'].includes(codeOf(error) ?? '')) throw error;
  }
}

async function checkWritable(path: string): Promise<void> {
  const isDirectory = (await stat(path)).isDirectory();
  await access(path, constants.W_OK | (isDirectory ? constants.X_OK : constants.R_OK));
}

/**
 * The disk of this machine, through `node:fs`. Errors are Node's own, with their `code`. `makeDirectory` also makes the
 * directories above, and is content with one that is there.
 */
export const nodeDisk: Disk = Object.freeze({
  create: async (path: string, permissions?: number) => new NodeFile(await open(path, 'wx', permissions)),
  read,
  readStream,
  stat: (path: string) => found(stat(path, { bigint: true })),
  lstat: (path: string) => found(lstat(path, { bigint: true })),
  list,
  makeDirectory,
  rename,
  link,
  remove: unlink,
  removeDirectory: rmdir,
  empty: (path: string) => truncate(path),
  syncDirectory,
  // r+ because Windows flushes only what may be written.
  syncFile: (path: string) => withFile(path, 'r+', (handle) => handle.sync()),
  checkWritable,
});
