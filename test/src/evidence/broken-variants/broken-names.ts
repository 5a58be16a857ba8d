import { basename, dirname, join } from 'node:path';
import type { Disk, DiskFile } from '@integration-client/sdk';
import { isTemporary } from '../power-cut/temporary-files.js';
import { diskError } from '../power-cut/volume.js';
import type { VolumeDisk } from '../power-cut/volume-disk.js';
import { changed, changedFiles, writeAndFlush } from './changed-disk.js';

/** No temporary file: what comes is written straight under the final name, and flushed. */
export function noTemporaryFile(disk: VolumeDisk): Disk {
  const arriving = new Map<string, Uint8Array[]>();
  const take = (path: string) => Buffer.concat(arriving.get(path) ?? []);
  return changed(disk, {
    async create(path): Promise<DiskFile> {
      const chunks: Uint8Array[] = [];
      arriving.set(path, chunks);
      const nothing = async () => {};
      return { write: async (more) => void chunks.push(...more), setModified: nothing, sync: nothing, close: nothing };
    },
    async link(from, to) {
      await writeAndFlush(await disk.create(to), take(from));
    },
    async rename(from, to) {
      const exists = (await disk.stat(to)) !== undefined;
      await writeAndFlush(exists ? await disk.rewrite(to) : await disk.create(to), take(from));
    },
    async remove(path) {
      if (!arriving.delete(path)) await disk.remove(path);
    },
  });
}

/** The temporary file is copied to its final name in place of being given it. */
export function copyToName(disk: VolumeDisk): Disk {
  return changed(disk, {
    async link(from, to) {
      await writeAndFlush(await disk.create(to), await disk.read(from));
    },
  });
}

/** A file that is replaced is emptied and written anew. */
export function replaceInPlace(disk: VolumeDisk): Disk {
  return changed(disk, {
    async rename(from, to) {
      if ((await disk.stat(to)) === undefined) return disk.rename(from, to);
      await writeAndFlush(await disk.rewrite(to), await disk.read(from));
      await disk.remove(from);
    },
  });
}

/** A file that is replaced is removed first, durably. */
export function removeBeforeReplace(disk: VolumeDisk): Disk {
  return changed(disk, {
    async rename(from, to) {
      if ((await disk.stat(to)) !== undefined) {
        await disk.remove(to);
        await disk.syncDirectory(dirname(to));
      }
      await disk.rename(from, to);
    },
  });
}

/** A temporary file of an earlier process is taken for a whole one. */
export function trustedLeftover(disk: VolumeDisk): Disk {
  const own = new Set<string>();
  const leftover = async (path: string) => {
    const [forName = ''] = /^\.[0-9a-f]+\./.exec(basename(path)) ?? [];
    const names = (await disk.list(dirname(path))).map((entry) => entry.name);
    return names
      .filter((name) => isTemporary(name) && name.startsWith(forName))
      .map((name) => join(dirname(path), name))
      .find((other) => !own.has(other));
  };
  return changed(disk, {
    async create(path) {
      own.add(path);
      return disk.create(path);
    },
    // So that it is still there when it is wanted.
    list: async (path) => (await disk.list(path)).filter((entry) => !isTemporary(entry.name)),
    link: async (from, to) => disk.link((await leftover(from)) ?? from, to),
  });
}

/** All deliveries of a directory share one temporary file. */
export function sharedTemporaryFile(disk: VolumeDisk): Disk {
  const shared = (path: string) => (isTemporary(path) ? join(dirname(path), '.shared.ic-part') : path);
  return changed(disk, {
    async create(path) {
      const exists = (await disk.stat(shared(path))) !== undefined;
      return exists ? disk.rewrite(shared(path)) : disk.create(shared(path));
    },
    link: (from, to) => disk.link(shared(from), to),
    rename: (from, to) => disk.rename(shared(from), to),
    remove: (path) => disk.remove(shared(path)),
  });
}

/** Nothing is ever removed: no temporary file, no earlier version under another name. */
export function nothingRemoved(disk: VolumeDisk): Disk {
  return changed(disk, { remove: async () => {} });
}

/** What an earlier process stored is taken for somebody else's. */
export function ownFileNotRecognised(disk: VolumeDisk): Disk {
  return changed(disk, {
    async stat(path) {
      const found = await disk.stat(path);
      return found === undefined ? undefined : { ...found, size: found.size + 1 };
    },
    read: async () => Buffer.alloc(0),
  });
}

/** A disk that takes only a part of what is written, which nobody notices. */
export function shortWriteAccepted(disk: VolumeDisk): Disk {
  return changedFiles(disk, (file) => ({
    write: (chunks) => file.write([Buffer.concat(chunks).subarray(0, 4096)]),
  }));
}

/** The disk is full now and then. */
export function fullDisk(disk: VolumeDisk): Disk {
  let files = 0;
  return changed(disk, {
    async create(path) {
      files += 1;
      if (files % 3 === 0) throw diskError('ENOSPC', path);
      return disk.create(path);
    },
  });
}
