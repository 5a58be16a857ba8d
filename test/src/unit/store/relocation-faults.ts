import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { relocate } from '@integration-client/core/store/relocate';
import { callsOf, failingDisk } from './disk-calls.js';
import { dump } from './dump.js';
import type { SettingsServer } from './settings-server.js';
import { TemporaryHome } from './temporary-home.js';

/** Moves a small settings database to a server and back, again and again, each time with another chosen call of the disk that fails, by its number from 1 on. */
export async function movesAfterFaults(
  server: SettingsServer,
  chosen: (calls: readonly string[]) => readonly number[],
): Promise<void> {
  const places = {
    server: () => ({ kind: 'sqlserver', ...server.place() }) as const,
    file: () => ({ kind: 'sqlite' }) as const,
  };
  const calls = await withSmallDatabase(async ({ home }) => ({
    server: await callsOf((disk) => relocate(home, places.server(), { disk })),
    file: await callsOf((disk) => relocate(home, places.file(), { disk })),
  }));
  await withSmallDatabase(async (temporary) => {
    const { home } = temporary;
    const before = await dump(temporary);
    const isOnServer = async () => (await readdir(home.directory)).includes('settings-database.json');
    for (const [target, back] of [
      ['server', 'file'],
      ['file', 'server'],
    ] as const) {
      let failed = 0;
      for (const number of chosen(calls[target])) {
        const disk = failingDisk(number, 'EIO', 'is dead');
        await relocate(home, places[target](), { disk }).catch(() => (failed += 1));
        assert.deepEqual(await dump(temporary), before, `${target}, call ${number}, ${calls[target][number - 1]}`);
        // What comes after the switch may fail: then the new one counts already.
        if ((await isOnServer()) === (target === 'server')) await relocate(home, places[back]());
      }
      assert.ok(failed > 0, 'no call failed');
      await relocate(home, places[target]());
      assert.deepEqual(await dump(temporary), before, target);
    }
  });
}

async function withSmallDatabase<T>(use: (temporary: TemporaryHome) => Promise<T>): Promise<T> {
  const temporary = await TemporaryHome.withDatabase();
  try {
    await (await temporary.open()).saveFact('a', 'b');
    return await use(temporary);
  } finally {
    await temporary.remove();
  }
}
