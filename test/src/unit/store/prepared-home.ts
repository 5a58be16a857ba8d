import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Home, resolveHome } from '@integration-client/core/home';
import { createSettingsDatabase } from '@integration-client/core/store/open-store';
import { memoryDirectory } from '../../support/memory-directory.js';

/** The key and the empty settings database of one home; all copies have the same key. */
let prepared: Promise<{ readonly key: Buffer; readonly database: Buffer }> | undefined;

/** Makes a home as `createSettingsDatabase` does, by copying one: what makes a database new takes much longer. */
export async function copyPreparedHome(home: Home): Promise<void> {
  prepared ??= prepare();
  const { key, database } = await prepared;
  await writeKey(home, key);
  await writeFile(home.settingsDatabase, database, { mode: 0o600 });
}

/** Makes a home with a given key, and no settings database yet. */
export async function writeKey(home: Home, key: Uint8Array): Promise<void> {
  await mkdir(home.directory, { mode: 0o700 });
  await writeFile(home.key, key, { mode: 0o600 });
}

async function prepare(): Promise<{ readonly key: Buffer; readonly database: Buffer }> {
  const directory = await mkdtemp(join(memoryDirectory(), 'ic-prepared-'));
  try {
    const home = resolveHome(join(directory, 'home'));
    await createSettingsDatabase(home);
    return { key: await readFile(home.key), database: await readFile(home.settingsDatabase) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
