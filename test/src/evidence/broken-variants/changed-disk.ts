import type { Disk, DiskFile } from '@integration-client/sdk';
import type { VolumeDisk } from '../power-cut/volume-disk.js';

/** A disk that does some things in another way. */
export function changed(disk: VolumeDisk, changes: Partial<Disk>): Disk {
  return new Proxy<Disk>(disk, {
    get(_, name) {
      const value: unknown = Reflect.get(changes, name) ?? Reflect.get(disk, name, disk);
      return typeof value === 'function' ? value.bind(disk) : value;
    },
  });
}

/** A disk whose new files do some things in another way. */
export function changedFiles(disk: VolumeDisk, change: (file: DiskFile, path: string) => Partial<DiskFile>): Disk {
  return changed(disk, {
    async create(path) {
      const file = await disk.create(path);
      return { ...file, ...change(file, path) };
    },
  });
}

/** Writes a file in two pieces, and flushes it. */
export async function writeAndFlush(file: DiskFile, content: Buffer): Promise<void> {
  const middle = Math.ceil(content.length / 2);
  await file.write([content.subarray(0, middle)]);
  await file.write([content.subarray(middle)]);
  await file.sync();
  await file.close();
}
