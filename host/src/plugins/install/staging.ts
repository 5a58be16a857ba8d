import { dirname, join } from 'node:path';
import { lockFile } from '@integration-client/core/control/home-lock';
import { type Disk, makeDirectoryDurably, RetryableError } from '@integration-client/sdk';
import { packagesIn } from '../discover.js';
import { removeTree } from '../package-files.js';
import { type PluginPlaces, pluginPlaces } from '../places.js';

/**
 * Does something in the directory of plugins that no other process does meanwhile, with an empty place for what is
 * unfinished. What an earlier one left, however it ended, is put back or removed first, and the same afterwards.
 * Throws RetryableError `plugins-locked`.
 */
export async function withStaging<T>(
  directory: string,
  disk: Disk,
  work: (places: PluginPlaces) => Promise<T>,
): Promise<T> {
  const places = pluginPlaces(directory);
  await makeDirectoryDurably(disk, directory, 0o700);
  const lock = await lockFile(places.lock, disk);
  if (lock === undefined) throw locked(directory);
  try {
    await clean(places, disk);
    await disk.makeDirectory(places.fetched, 0o700);
    try {
      return await work(places);
    } finally {
      await clean(places, disk);
    }
  } finally {
    lock.release();
  }
}

/** Who replaces a plugin moves the old one aside first: where nothing came into its place, it goes back. */
async function clean(places: PluginPlaces, disk: Disk): Promise<void> {
  for (const name of await packagesIn(places.replaced, disk)) {
    const place = join(places.directory, name);
    if ((await disk.lstat(place)) !== undefined) continue;
    await disk.makeDirectory(dirname(place));
    await disk.rename(join(places.replaced, name), place);
    await disk.syncDirectory(dirname(place));
  }
  await removeTree(places.staging, disk);
}

function locked(directory: string): RetryableError {
  return new RetryableError(`Another program is installing or removing a plugin in ${directory}`, {
    code: 'plugins-locked',
    hint: 'Wait until it has ended, and try again.',
  });
}
