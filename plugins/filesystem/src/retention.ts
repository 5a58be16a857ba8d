import { join } from 'node:path';
import type { Disk } from '@integration-client/sdk';
import { numberOf } from './numbered-name.js';
import { diskCode } from './storage-error.js';

/** A file that has the name of a site's backups, with or without a number. */
export interface BackupFile {
  readonly path: string;
  /** Modification time in milliseconds, UTC: that of the backup. */
  readonly modified: number;
}

/** The backups of a site in a directory, in no order; none where there is no directory. Throws the disk's own errors. */
export async function backupFiles(disk: Disk, directory: string, name: string): Promise<BackupFile[]> {
  const entries = await disk.list(directory).catch((error) => {
    if (diskCode(error) === 'ENOENT') return [];
    throw error;
  });
  const backups: BackupFile[] = [];
  for (const entry of entries) {
    if (!entry.isFile || numberOf(entry.name, name) === undefined) continue;
    const path = join(directory, entry.name);
    const file = await disk.stat(path);
    if (file !== undefined) backups.push({ path, modified: file.modified.getTime() });
  }
  return backups;
}

/** Whether two paths are one but for how their letters are composed: disks of macOS may answer names decomposed. */
export function isSamePath(one: string, other: string): boolean {
  return one.normalize('NFC') === other.normalize('NFC');
}

/**
 * Removes old backups of a site: of the files that have its name, with or without a number, the newest stay and so
 * many before it, by modification time. The one just stored stays in any case. Other files are never touched.
 *
 * @returns the paths that were removed. Throws the disk's own errors.
 */
export async function removeOldBackups(
  disk: Disk,
  directory: string,
  name: string,
  justStored: string,
  priorToKeep: number,
): Promise<string[]> {
  const prior = (await backupFiles(disk, directory, name)).filter(({ path }) => !isSamePath(path, justStored));
  prior.sort((a, b) => b.modified - a.modified);
  const old = prior.slice(priorToKeep).map((file) => file.path);
  for (const path of old) await disk.remove(path);
  return old;
}
