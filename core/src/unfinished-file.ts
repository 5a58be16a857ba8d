import { dirname, join } from 'node:path';
import type { Disk } from '@integration-client/sdk';

/** Files that this process is writing now, so that they are told from those of an earlier one of its id. */
const inUse = new Set<string>();
let counter = 0;

/**
 * Runs work that makes a file beside `path`, and gives it that name when it is whole. The unfinished file is removed
 * afterwards, and what died processes left before; what cannot be removed stays for the next time.
 */
export async function withUnfinishedFile<T>(
  disk: Disk,
  path: string,
  work: (unfinished: string) => Promise<T>,
): Promise<T> {
  await removeLeftovers(disk, dirname(path)).catch(() => undefined);
  const unfinished = `${path}.${process.pid}-${++counter}.unfinished`;
  inUse.add(unfinished);
  try {
    return await work(unfinished);
  } finally {
    await disk.remove(unfinished).catch(() => undefined);
    inUse.delete(unfinished);
  }
}

/** Removes the unfinished files that died processes left in a directory. Throws the disk's errors. */
export async function removeLeftovers(disk: Disk, directory: string): Promise<void> {
  for (const { name } of await disk.list(directory)) {
    // Beside an unfinished database SQLite has a journal.
    const [, unfinished = '', pid] = /^(.*\.(\d+)-\d+\.unfinished)(?:-journal)?$/.exec(name) ?? [];
    const leftover = join(directory, name);
    if (pid === undefined || inUse.has(join(directory, unfinished))) continue;
    if (Number(pid) === process.pid || !isAlive(Number(pid))) await disk.remove(leftover);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
