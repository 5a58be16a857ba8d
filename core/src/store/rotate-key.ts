import { type Disk, nodeDisk } from '@integration-client/sdk';
import { lockHome } from '../control/home-lock.js';
import type { Home } from '../home.js';
import { nextKeyPath, replaceKey, withKey, withOldKey } from '../secrets/key-change.js';
import { createKeyFile, openSealer, type Sealer } from '../secrets/seal.js';
import { openSettingsDatabase } from './open-store.js';
import { reseal } from './reseal.js';
import { isOnServer } from './settings-database-exists.js';
import { readSettingsPlace, writeSettingsPlace } from './settings-place.js';

/** What a change of the key did. */
export interface KeyRotation {
  /** How many secrets were sealed anew. */
  readonly secrets: number;
  /** Where the new key is. */
  readonly key: string;
  /** Where the old one is kept, for backups that were made under it. */
  readonly oldKey: string;
}

/**
 * Makes a new key and seals every secret anew under it, in one transaction. Whenever it is cut short, one of the two keys
 * opens all secrets, and the next start knows which. The caller has the home's lock. Throws as {@link openSettingsDatabase}
 * does, and the disk's errors.
 */
export async function rotateKey(home: Home, disk: Disk = nodeDisk): Promise<KeyRotation> {
  await finishChange(home, disk);
  const old = await openSealer(home.key, disk);
  const { database } = await openSettingsDatabase(home, old, disk, false);
  try {
    // Left by an earlier attempt that did not take effect: the settings database was just opened with the old key.
    if ((await disk.lstat(nextKeyPath(home))) !== undefined) await disk.remove(nextKeyPath(home));
    await createKeyFile(nextKeyPath(home), disk);
    const next = await openSealer(nextKeyPath(home), disk);
    const secrets = await database.transaction().execute((transaction) => reseal(transaction, old, next));
    return { secrets, key: home.key, oldKey: await finish(home, old, next, disk) };
  } finally {
    await database.destroy();
  }
}

/** Ends a change of the key that was cut short after it had taken effect. */
async function finishChange(home: Home, disk: Disk): Promise<void> {
  const { result, sealer, interrupted } = await withKey(home, disk, (key) =>
    openSettingsDatabase(home, key, disk, false),
  );
  await result.database.destroy();
  if (interrupted !== undefined) await finish(home, interrupted, sealer, disk);
}

/** As {@link finishChange}, when the home is opened: whoever has its lock meanwhile is at it, and both keys are there. */
export async function finishIfAlone(home: Home, old: Sealer, next: Sealer, disk: Disk): Promise<void> {
  const lock = await lockHome(home, disk).catch(() => undefined);
  try {
    if (lock !== undefined && (await openSealer(nextKeyPath(home), disk)).keyId === next.keyId) {
      await finish(home, old, next, disk);
    }
  } catch {
    // Both keys are there, and so it is for the next start.
  } finally {
    lock?.release();
  }
}

async function finish(home: Home, old: Sealer, next: Sealer, disk: Disk): Promise<string> {
  if (await isOnServer(home, disk)) {
    const place = await readSettingsPlace(home, withOldKey(next, old), disk);
    await writeSettingsPlace(home, place, next, disk, { replace: true });
  }
  return replaceKey(home, disk);
}
