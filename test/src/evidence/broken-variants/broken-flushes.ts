import { dirname } from 'node:path';
import type { Disk, DiskFile } from '@integration-client/sdk';
import type { VolumeDisk } from '../power-cut/volume-disk.js';
import { changed, changedFiles } from './changed-disk.js';

/** No file is ever flushed. */
export function noFileFlush(disk: VolumeDisk): Disk {
  return changedFiles(disk, () => ({ sync: async () => {} }));
}

/** The file written before is flushed in place of this one. */
export function flushOfAnotherFile(disk: VolumeDisk): Disk {
  let before: DiskFile | undefined;
  return changedFiles(disk, (file) => ({
    async sync() {
      await before?.sync();
      before = file;
    },
  }));
}

/** A file gets its name, and then it is flushed. */
export function nameBeforeFlush(disk: VolumeDisk): Disk {
  const unflushed = changedFiles(disk, () => ({ sync: async () => {} }));
  return changed(disk, {
    create: unflushed.create,
    async link(from, to) {
      await disk.link(from, to);
      await disk.syncFile(to);
    },
    async rename(from, to) {
      await disk.rename(from, to);
      await disk.syncFile(to);
    },
  });
}

/** No directory is ever flushed. */
export function noDirectoryFlush(disk: VolumeDisk): Disk {
  return changed(disk, { syncDirectory: async () => {} });
}

/** The receipt does not wait for the flush of the directory. */
export function receiptBeforeDirectoryFlush(disk: VolumeDisk): Disk {
  return changed(disk, {
    async syncDirectory(path) {
      disk.syncDirectory(path).catch(() => undefined);
    },
  });
}

/** A directory is flushed when files were named in it, but not those above, in which it is a name itself. */
export function noFlushOfParents(disk: VolumeDisk): Disk {
  return flushingOnly(disk, async (directory) => [directory]);
}

/** Those above are flushed as far as this delivery made them: one that is there is taken for durable. */
export function noFlushOfParentsFound(disk: VolumeDisk): Disk {
  return flushingOnly(disk, async (directory) => {
    const flushed = [directory, dirname(directory)];
    for (let path = directory; (await disk.stat(path)) === undefined; path = dirname(path)) flushed.push(dirname(path));
    return flushed;
  });
}

function flushingOnly(disk: VolumeDisk, flushedFor: (directory: string) => Promise<string[]>): Disk {
  const flushed = new Set<string>();
  return changed(disk, {
    async makeDirectory(path) {
      for (const one of await flushedFor(path)) flushed.add(one);
      await disk.makeDirectory(path);
    },
    async syncDirectory(path) {
      if (flushed.has(path)) await disk.syncDirectory(path);
    },
  });
}

/** A file that is there already is taken for durable: only what this process named itself is flushed. */
export function repeatTakenForDurable(disk: VolumeDisk): Disk {
  const named = new Set<string>();
  return changed(disk, {
    async link(from, to) {
      await disk.link(from, to);
      named.add(dirname(to));
    },
    async rename(from, to) {
      await disk.rename(from, to);
      named.add(dirname(to));
    },
    async syncDirectory(path) {
      const holdsFiles = (await disk.list(path)).some((entry) => entry.isFile);
      if (named.has(path) || !holdsFiles) await disk.syncDirectory(path);
    },
  });
}
