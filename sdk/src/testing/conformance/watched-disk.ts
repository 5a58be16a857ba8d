import type { Disk, DiskFile } from '../../disk.js';
import { nodeDisk } from '../../node-disk.js';

/** The disk of this machine, with a count of the files that were made and not closed yet. */
export interface WatchedDisk extends Disk {
  /** Files that were made and not closed yet. */
  openFiles(): number;
}

/** Makes a {@link WatchedDisk}. */
export function watchedDisk(): WatchedDisk {
  let count = 0;
  return {
    ...nodeDisk,
    openFiles: () => count,
    create: async (path, permissions) => {
      const file = await nodeDisk.create(path, permissions);
      count += 1;
      return counted(file, () => {
        count -= 1;
      });
    },
  };
}

function counted(file: DiskFile, onClosed: () => void): DiskFile {
  let isOpen = true;
  return {
    write: (chunks) => file.write(chunks),
    setModified: (time) => file.setModified(time),
    sync: () => file.sync(),
    close: async () => {
      if (isOpen) onClosed();
      isOpen = false;
      await file.close();
    },
  };
}
