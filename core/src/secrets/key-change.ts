import { ConfigError, claimName, type Disk } from '@integration-client/sdk';
import type { Home } from '../home.js';
import { withUnfinishedFile } from '../unfinished-file.js';
import { openSealer, type Sealer } from './seal.js';

/** The key that a change of the key has made; it counts as soon as the settings database says so. */
export function nextKeyPath(home: Home): string {
  return `${home.key}.next`;
}

/** Seals under one key, and opens what is still sealed under another one as well. */
export function withOldKey(sealer: Sealer, old: Sealer): Sealer {
  return {
    keyId: sealer.keyId,
    seal: (secret, field) => sealer.seal(secret, field),
    open: (sealed, field) => (sealed.startsWith(`v1:${old.keyId}:`) ? old : sealer).open(sealed, field),
  };
}

/**
 * Does something with the key of a home. Where a change of the key was cut short after it had taken effect, with the new
 * one: then `interrupted` is the old one. Throws what the work throws, and the errors of the key.
 */
export async function withKey<T>(
  home: Home,
  disk: Disk,
  work: (sealer: Sealer) => Promise<T>,
): Promise<{ readonly result: T; readonly sealer: Sealer; readonly interrupted?: Sealer }> {
  const sealer = await openSealer(home.key, disk);
  try {
    return { result: await work(sealer), sealer };
  } catch (error) {
    const isOther = error instanceof ConfigError && error.code === 'sealed-by-other-key';
    if (!isOther || (await disk.stat(nextKeyPath(home))) === undefined) throw error;
    const next = await openSealer(nextKeyPath(home), disk);
    return { result: await work(withOldKey(next, sealer)), sealer: next, interrupted: sealer };
  }
}

/**
 * Gives the new key the name of the old one, which is kept as `secret.key.old-N`. Answers the name that it has now. Throws the
 * disk's errors; what was not done then is done by the next call.
 */
export async function replaceKey(home: Home, disk: Disk): Promise<string> {
  const old = await keepOld(home, disk);
  await disk.rename(nextKeyPath(home), home.key);
  await disk.syncDirectory(home.directory);
  return old;
}

async function keepOld(home: Home, disk: Disk): Promise<string> {
  const key = await disk.read(home.key);
  for (let number = 1; ; number += 1) {
    const path = `${home.key}.old-${number}`;
    if ((await disk.lstat(path)) !== undefined) {
      // An earlier attempt may have been as far.
      if ((await disk.read(path)).equals(key)) return path;
      continue;
    }
    await withUnfinishedFile(disk, path, async (unfinished) => {
      const file = await disk.create(unfinished, 0o600);
      try {
        await file.write([key]);
        await file.sync();
      } finally {
        await file.close();
      }
      await claimName(disk, unfinished, path);
    });
    return path;
  }
}
