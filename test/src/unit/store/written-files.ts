import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSettingsDatabase } from '@integration-client/core/store/open-store';
import type { Store } from '@integration-client/core/store/store';
import { TemporaryHome } from './temporary-home.js';

/** What the files of a database hold. */
export interface Files {
  readonly database: Buffer;
  readonly key: Buffer;
  readonly log: Buffer;
}

/** What a process leaves that dies after it wrote. */
export function crashed(facts = 0): Promise<Files> {
  return written(facts, async (store, files) => {
    const left = await files();
    await store.close();
    return left;
  });
}

/** What a process leaves that ends properly. */
export function closed(facts: number): Promise<Files> {
  return written(facts, async (store, files) => {
    await store.close();
    return files();
  });
}

async function written(
  facts: number,
  end: (store: Store, files: () => Promise<Files>) => Promise<Files>,
): Promise<Files> {
  const temporary = await TemporaryHome.make();
  const { settingsDatabase, key } = temporary.home;
  try {
    // With a key of its own.
    await createSettingsDatabase(temporary.home);
    const store = await temporary.open();
    for (let number = 0; number < facts; number += 1) await store.saveFact(randomUUID(), 'x'.repeat(2000));
    await store.saveFact('last', 'before the crash');
    return await end(store, async () => ({
      database: await readFile(settingsDatabase),
      key: await readFile(key),
      // Closed, it is empty, or gone as soon as the library's statements are collected.
      log: await readFile(`${settingsDatabase}-wal`).catch(() => Buffer.alloc(0)),
    }));
  } finally {
    await temporary.remove();
  }
}
