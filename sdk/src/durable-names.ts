import { dirname } from 'node:path';
import type { Disk } from './disk.js';

/** What file systems without hard links answer (Windows says EISDIR on exFAT). */
const noLinks = new Set(['EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EISDIR', 'EMLINK', 'EXDEV']);

/** Whether an error of {@link Disk.link} says that the file system knows no links, so that a rename has to do. */
export function hasNoLinks(error: unknown): boolean {
  return noLinks.has(codeOf(error));
}

/**
 * Gives a whole and flushed file its name in one step, durably; answers false where something has that name already.
 * The file may keep its earlier name, too. Without hard links two processes that do this at once can replace one
 * another's file. Throws the disk's errors.
 */
export async function claimName(disk: Disk, unfinished: string, path: string): Promise<boolean> {
  try {
    await disk.link(unfinished, path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    if (!hasNoLinks(error)) throw error;
    if ((await disk.lstat(path)) !== undefined) return false;
    await disk.rename(unfinished, path);
  }
  await disk.syncDirectory(dirname(path));
  return true;
}

/**
 * Makes a directory where it is missing, and those above it, so that their names outlast a power cut. `permissions` as in
 * {@link Disk.makeDirectory}. Throws the disk's errors.
 */
export async function makeDirectoryDurably(disk: Disk, directory: string, permissions?: number): Promise<void> {
  // Also where it is there: an earlier process may have made it and died before the flush.
  const parents = [dirname(directory)];
  for (let path = directory; path !== dirname(path) && (await disk.stat(path)) === undefined; path = dirname(path)) {
    parents.unshift(dirname(path));
  }
  await disk.makeDirectory(directory, permissions);
  for (const parent of new Set(parents)) {
    await disk.syncDirectory(parent).catch((error) => {
      // Not every account may read what is above.
      if (!['EACCES', 'EPERM'].includes(codeOf(error))) throw error;
    });
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}
