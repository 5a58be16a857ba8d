import { dirname, join, resolve } from 'node:path';
import { ConfigError, type Disk, nodeDisk } from '@integration-client/sdk';
import type { BrowsedDirectory, BrowsedEntry } from '@integration-client/tui/backend';

/** What a person can choose from in a directory: directories first, without hidden entries. Throws ConfigError `directory-unreadable`. */
export async function browse(directory: string, disk: Disk = nodeDisk): Promise<BrowsedDirectory> {
  const path = resolve(directory);
  const listed = await disk.list(path).catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError(`${path} cannot be read: ${error.message}`, {
      code: 'directory-unreadable',
      hint: 'Choose a directory that you may read.',
    });
  });
  const visible = listed.filter(({ name }) => !name.startsWith('.'));
  const found = await Promise.all(visible.map(({ name, isFile }) => entryAt(join(path, name), name, isFile, disk)));
  const entries = found
    .filter((entry) => entry !== undefined)
    .sort((one, other) => Number(other.isDirectory) - Number(one.isDirectory) || one.name.localeCompare(other.name));
  const parent = dirname(path);
  return { path, entries, ...(parent === path ? {} : { parent }) };
}

/** Links count as what they lead to; what is neither a file nor a directory cannot be chosen. */
async function entryAt(path: string, name: string, isFile: boolean, disk: Disk): Promise<BrowsedEntry | undefined> {
  if (isFile) return { name, path, isDirectory: false };
  const stat = await disk.stat(path).catch(() => undefined);
  return stat?.isFile || stat?.isDirectory ? { name, path, isDirectory: stat.isDirectory } : undefined;
}
