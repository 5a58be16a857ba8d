import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredItem } from './subject.js';

/**
 * The files in a directory and below, each as a stored item, for {@link ConformancePlace.stored}. `isFinished` tells names of
 * files that are not whole yet. A directory that is not there holds nothing.
 */
export async function filesIn(
  directory: string,
  isFinished: (name: string) => boolean = () => true,
): Promise<readonly StoredItem[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch((error) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isFile() && isFinished(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((location) => ({ location, content: () => createReadStream(location) }));
}
