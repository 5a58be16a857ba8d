import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openSealer } from '@integration-client/core/secrets/seal';
import { columnChecks } from '@integration-client/core/store/column-checks';
import { createSettingsDatabase, openSettingsDatabase } from '@integration-client/core/store/open-store';
import { relocate } from '@integration-client/core/store/relocate';
import { settingsTables } from '@integration-client/core/store/settings-tables';
import { nodeDisk } from '@integration-client/sdk';
import { failingDisk } from './disk-calls.js';
import { fill } from './filled-store.js';
import { SettingsServer } from './settings-server.js';
import { configuration, noSecrets, site, TemporaryHome } from './temporary-home.js';

const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]) => (one < other ? -1 : 1);

/** Bytes by their hash, marked. */
function asText([name, value]: readonly [string, unknown]): readonly unknown[] {
  return value instanceof Uint8Array
    ? [name, 'bytes', createHash('sha256').update(value).digest('hex')]
    : [name, value];
}

/** Everything that a settings database holds, as it is stored. */
async function dump(temporary: TemporaryHome): Promise<Record<string, unknown[]>> {
  const sealer = await openSealer(temporary.home.key);
  const { database } = await openSettingsDatabase(temporary.home, sealer, nodeDisk, false);
  try {
    const tables: Record<string, unknown[]> = {};
    for (const { name } of settingsTables) {
      const rows = await database.selectFrom(name).selectAll().execute();
      tables[name] = rows.map((row) => JSON.stringify(Object.entries(row).sort(byName).map(asText))).sort();
    }
    return tables;
  } finally {
    await database.destroy();
  }
}

describe('a settings database that moves', () => {
  let server: SettingsServer;
  let temporary: TemporaryHome;

  before(async () => {
    server = await SettingsServer.start();
  });
  after(() => server.stop());
  beforeEach(async () => {
    temporary = await TemporaryHome.withDatabase();
    const store = await temporary.open();
    await fill(store);
    await store.close();
  });
  afterEach(() => temporary.remove());

  const toServer = (place = server.place()) => ({ kind: 'sqlserver', ...place }) as const;
  const toFile = { kind: 'sqlite' } as const;
  /** What SQLite leaves beside a file is empty. */
  const names = async () =>
    (await readdir(temporary.home.directory)).filter((name) => !/-(wal|shm)$/.test(name)).sort();

  it('is the same there, on another server, and back', async () => {
    const { home } = temporary;
    const before = await dump(temporary);
    assert.deepEqual(settingsTables.map(({ name }) => name).sort(), Object.keys(columnChecks).sort());
    // Who has a lease is noted on servers alone.
    const filled = settingsTables.filter(({ name }) => name !== 'lease_holder');
    for (const { name } of filled) assert.ok((before[name]?.length ?? 0) > 0, name);
    const old = await readFile(home.settingsDatabase);
    const progress: number[] = [];
    const first = await relocate(home, toServer(), { onProgress: ({ done, total }) => progress.push(done / total) });
    assert.equal(first.from, home.settingsDatabase);
    assert.deepEqual(
      progress,
      progress.toSorted((one, other) => one - other),
    );
    assert.equal(progress.at(-1), 1);
    assert.deepEqual(await readFile(home.settingsDatabase), old);
    assert.deepEqual(await dump(temporary), before);
    const second = await relocate(home, toServer());
    assert.equal(second.from, first.to);
    assert.notEqual(second.to, first.to);
    assert.deepEqual(await dump(temporary), before);
    const third = await relocate(home, toFile);
    assert.equal(third.movedAside, join(home.directory, 'settings.db.old-1'));
    assert.deepEqual(await readFile(third.movedAside ?? ''), old);
    assert.deepEqual(await dump(temporary), before);
    assert.deepEqual(await names(), ['secret.key', 'settings.db', 'settings.db.old-1']);
    const store = await temporary.open();
    assert.equal((await store.configuration.load()).notifications?.password, 'another');
    await store.recordRun({ started: '2026-01-01T00:00:00.000Z', finished: '', outcome: 'done', transfers: [] });
    await store.configuration.save(configuration({ sites: [site('New')] }), noSecrets);
  });

  it('goes on counting where it is', async () => {
    await relocate(temporary.home, toServer());
    const store = await temporary.open();
    const { sites, destinations } = await store.configuration.load();
    await store.configuration.save(configuration({ sites: [...sites, site('New')], destinations }), noSecrets);
    const ids = (await dump(temporary)).site?.map(
      (row) => (JSON.parse(String(row)) as [string, unknown][]).find(([name]) => name === 'id')?.[1],
    );
    assert.deepEqual(ids?.toSorted(), [2, 3, 4]);
  });

  it('goes into no database that holds something', async () => {
    const { home } = temporary;
    const place = server.place();
    const before = await dump(temporary);
    await relocate(home, toServer(place));
    await assert.rejects(relocate(home, toServer(place)), { name: 'ConfigError', code: 'settings-database-taken' });
    await relocate(home, toFile);
    await assert.rejects(relocate(home, toServer(place)), { code: 'settings-database-taken' });
    await assert.rejects(relocate(home, toFile), { name: 'ConfigError', code: 'settings-in-sqlite-already' });
    assert.deepEqual(await dump(temporary), before);
  });

  it('stays where it was when the copy is not the same, and can be moved then', async function () {
    const { double } = server;
    if (double === undefined) return this.skip();
    const { home } = temporary;
    const before = await dump(temporary);
    const place = server.place();
    for (const [match, number] of [
      [/insert into \[ledger\]/, 9002],
      [/insert into \[token\]/, 40613],
      [/select \* from \[failed_item\]/, 701],
    ] as const) {
      double.failNext({ match, number });
      await assert.rejects(relocate(home, toServer(place)));
      assert.ok(!(await names()).includes('settings-database.json'));
    }
    const changes = { onProgress: ({ done, total }: { done: number; total: number }) => done * 2 === total && spoil() };
    const database = JSON.stringify(place).match(/ic-test-[0-9a-f-]+/)?.[0] ?? '';
    const spoil = () => double.sqlite(database).exec(`update "checkpoint" set "through" = 77`);
    await assert.rejects(relocate(home, toServer(place), changes), { code: 'settings-copy-differs' });
    assert.deepEqual(await dump(temporary), before);
    await relocate(home, toServer(place));
    assert.deepEqual(await dump(temporary), before);
  });

  it('is stopped without a trace', async () => {
    const { home } = temporary;
    const stopped = new AbortController();
    const call = { signal: stopped.signal, onProgress: () => stopped.abort() };
    await assert.rejects(relocate(home, toServer(), call), { name: 'AbortError' });
    await relocate(home, toServer());
    const again = new AbortController();
    await assert.rejects(relocate(home, toFile, { signal: again.signal, onProgress: () => again.abort() }));
    assert.deepEqual(await names(), ['secret.key', 'settings-database.json', 'settings.db']);
  });

  it('is whole after any call of the disk fails, and can be moved then', async () => {
    const { home } = temporary;
    await rm(home.directory, { recursive: true });
    await createSettingsDatabase(home);
    await (await temporary.open()).saveFact('a', 'b');
    const before = await dump(temporary);
    for (const target of ['server', 'file'] as const) {
      for (let number = 1; ; number += 1) {
        const place = target === 'server' ? toServer() : toFile;
        const moved = await relocate(home, place, { disk: failingDisk(number, 'EIO', 'is dead') }).then(
          () => true,
          () => false,
        );
        assert.deepEqual(await dump(temporary), before, `${target}, call ${number}`);
        if (moved) break;
        const hasMoved = (await names()).includes('settings-database.json') === (target === 'server');
        // What comes after the switch may fail: then the new one counts already.
        if (hasMoved) await relocate(home, target === 'server' ? toFile : toServer());
      }
    }
  });

  it('trusts no file that was left beside it', async () => {
    const { home } = temporary;
    const before = await dump(temporary);
    await relocate(home, toServer());
    await writeFile(home.settingsDatabase, 'something else');
    await writeFile(`${home.settingsDatabase}-wal`, 'a log');
    assert.deepEqual(await dump(temporary), before);
    await relocate(home, toFile);
    assert.deepEqual(await dump(temporary), before);
    assert.equal(await readFile(join(home.directory, 'settings.db.old-1-wal'), 'utf8'), 'a log');
    await rm(join(home.directory, 'settings.db.old-1'));
  });
});
