import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { type Disk, type DiskFile, hasNoLinks } from '@integration-client/sdk';
import { KeyedLock } from './keyed-lock.js';
import { forgetTemporary, temporaryPath } from './leftovers.js';
import { diskCode } from './storage-error.js';

/** Size and hash of a file's content. */
export interface Content {
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** A whole and flushed file that does not have its final name yet. */
export interface TemporaryFile extends Content {
  readonly path: string;
}

/** Bytes gathered before they are written in one call: many small writes cost more than the disk itself. */
const batchBytes = 1024 * 1024;

const claims = new KeyedLock();

/**
 * Fills a new temporary file beside the final name, and flushes it. When anything fails the file is removed and the error
 * passed on unchanged.
 *
 * @param write writes everything, and says what it was
 * @param modified the modification time it gets, where it is not now.
 */
export async function writeTemporary(
  disk: Disk,
  directory: string,
  name: string,
  write: (file: DiskFile) => Promise<Content>,
  modified?: Date,
): Promise<TemporaryFile> {
  const { path, file } = await createTemporary(disk, directory, name);
  try {
    const content = await write(file);
    if (modified !== undefined) await file.setModified(modified);
    await file.sync();
    await file.close();
    return { path, ...content };
  } catch (error) {
    await file.close().catch(() => undefined);
    await discardTemporary(disk, path);
    throw error;
  }
}

async function createTemporary(disk: Disk, directory: string, name: string): Promise<{ path: string; file: DiskFile }> {
  for (;;) {
    const path = temporaryPath(directory, name);
    try {
      return { path, file: await disk.create(path) };
    } catch (error) {
      forgetTemporary(path);
      // Left by an earlier process of the same id, as happens in containers: the next counter is free.
      if (diskCode(error) !== 'EEXIST') throw error;
    }
  }
}

/** Writes everything that comes, and finds out its size and hash on the way. */
export async function writeAll(file: DiskFile, chunks: AsyncIterable<Uint8Array>): Promise<Content> {
  const hash = createHash('sha256');
  let bytes = 0;
  let batch: Uint8Array[] = [];
  let gathered = 0;
  let writing = Promise.resolve();
  try {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
      gathered += chunk.length;
      batch.push(chunk);
      if (gathered >= batchBytes) {
        await writing;
        writing = file.write(batch); // goes on while the next chunks come in
        writing.catch(() => undefined);
        batch = [];
        gathered = 0;
      }
    }
    await writing;
    if (batch.length > 0) await file.write(batch);
  } finally {
    await writing.catch(() => undefined); // the file must not be closed under a write
  }
  return { bytes, sha256: hash.digest('hex') };
}

/**
 * Gives a temporary file its final name in one step, unless something has that name; answers whether it did. Without
 * hard links the step is safe within this process only.
 */
export async function claimName(disk: Disk, temporary: string, target: string): Promise<boolean> {
  try {
    await disk.link(temporary, target);
  } catch (error) {
    if (diskCode(error) === 'EEXIST') return false;
    if (!hasNoLinks(error)) throw error;
    return claims.run(dirname(target), () => renameIfFree(disk, temporary, target));
  }
  await discardTemporary(disk, temporary);
  return true;
}

async function renameIfFree(disk: Disk, temporary: string, target: string): Promise<boolean> {
  if ((await disk.stat(target)) !== undefined) return false;
  await replaceFile(disk, temporary, target);
  return true;
}

/** Gives a temporary file its final name in one step, over what has that name. */
export async function replaceFile(disk: Disk, temporary: string, target: string): Promise<void> {
  await disk.rename(temporary, target);
  forgetTemporary(temporary);
}

/** Removes a temporary file if it is still there. What cannot be removed now is a leftover, see `removeLeftovers`. */
export async function discardTemporary(disk: Disk, path: string): Promise<void> {
  if (forgetTemporary(path)) await disk.remove(path).catch(() => undefined);
}

/** Reads a file for its size and hash. Fails with the reason of the signal, and the disk's own errors. */
export async function contentOf(disk: Disk, path: string, signal?: AbortSignal): Promise<Content> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of disk.readStream(path)) {
    signal?.throwIfAborted();
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}
