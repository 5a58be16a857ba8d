import { dirname, join, relative } from 'node:path';
import type { Disk } from '@integration-client/sdk';
import type { PluginPlaces } from '../places.js';

/**
 * Puts a package in its place, in one step where nothing is there. What is there is moved aside first, where it counts until
 * the new one is in place: whatever interrupts this leaves the old or the new one.
 */
export async function putInPlace(root: string, place: string, places: PluginPlaces, disk: Disk): Promise<void> {
  const aside = join(places.replaced, relative(places.directory, place));
  await disk.makeDirectory(dirname(place), 0o700);
  if ((await disk.lstat(place)) !== undefined) {
    await disk.makeDirectory(dirname(aside), 0o700);
    await disk.rename(place, aside);
  }
  await disk.rename(root, place);
  await disk.syncDirectory(dirname(place));
}

/** Takes a package out of its place, in one step. An empty scope goes with it. */
export async function takeAway(place: string, places: PluginPlaces, disk: Disk): Promise<void> {
  await disk.rename(place, places.removed);
  await disk.syncDirectory(dirname(place));
  const scope = dirname(place);
  // Where others are in the scope it stays.
  if (scope !== places.directory) await disk.removeDirectory(scope).catch(() => undefined);
}
