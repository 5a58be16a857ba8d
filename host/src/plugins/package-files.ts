import { join } from 'node:path';
import { ConfigError, type Disk, type DiskStat } from '@integration-client/sdk';

/** A file of a package. */
export interface PackageFile {
  /** Within the package, with `/` on every platform. */
  readonly path: string;
  readonly stat: DiskStat;
}

/** So many files are looked at or flushed at once. */
const atOnce = 16;

/**
 * All files below a directory, in a fixed order. Throws ConfigError `plugin-has-links` where something is no plain file: a
 * link could lead to code that nobody looked at.
 */
export async function packageFiles(root: string, disk: Disk): Promise<PackageFile[]> {
  const files: PackageFile[] = [];
  const others: string[] = [];
  const enter = async (inside: string): Promise<void> => {
    const entries = await disk.list(join(root, inside));
    await inParallel(entries, async ({ name }) => {
      const path = inside === '' ? name : `${inside}/${name}`;
      const stat = await disk.lstat(join(root, path));
      if (stat?.isDirectory) await enter(path);
      else if (stat?.isFile) files.push({ path, stat });
      else others.push(path);
    });
  };
  await enter('');
  if (others.length > 0) throw hasLinks(root, others.sort());
  return files.sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** Removes a directory with all that is in it; a link is removed, not what it leads to. Content with nothing. */
export async function removeTree(path: string, disk: Disk): Promise<void> {
  const found = await disk.lstat(path);
  if (found === undefined) return;
  if (!found.isDirectory) return disk.remove(path);
  await inParallel(await disk.list(path), ({ name }) => removeTree(join(path, name), disk));
  await disk.removeDirectory(path);
}

/** Flushes files and the directories that hold them, so that a power cut takes nothing of them. */
export async function flushFiles(root: string, files: readonly PackageFile[], disk: Disk): Promise<void> {
  await inParallel(files, ({ path }) => disk.syncFile(join(root, path)));
  const directories = new Set(['']);
  for (const { path } of files) {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) directories.add(path.slice(0, at));
  }
  await inParallel([...directories], (directory) => disk.syncDirectory(join(root, directory)));
}

/** Throws the first error, after everything that was begun has ended. */
async function inParallel<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const queue = all.values();
  const lane = async () => {
    for (const one of queue) await work(one);
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(atOnce, all.length) }, lane));
  for (const ended of lanes) if (ended.status === 'rejected') throw ended.reason;
}

function hasLinks(root: string, paths: readonly string[]): ConfigError {
  const [first] = paths;
  const more = paths.length === 1 ? '' : `, and ${paths.length - 1} more`;
  return new ConfigError(`${root} holds links: ${first}${more}`, {
    code: 'plugin-has-links',
    hint: 'Only plain files can be accepted. Install it with "ic plugin install", which copies what it needs.',
  });
}
