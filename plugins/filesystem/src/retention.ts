import { join } from 'node:path';
import type { Disk } from '@integration-client/sdk';
import { numberOf } from './numbered-name.js';

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
  const prior: { path: string; modified: number }[] = [];
  for (const entry of await disk.list(directory)) {
    const path = join(directory, entry.name);
    if (!entry.isFile || path === justStored || numberOf(entry.name, name) === undefined) continue;
    const file = await disk.stat(path);
    if (file !== undefined) prior.push({ path, modified: file.modified.getTime() });
  }
  prior.sort((a, b) => b.modified - a.modified);
  const old = prior.slice(priorToKeep).map((file) => file.path);
  for (const path of old) await disk.remove(path);
  return old;
}
