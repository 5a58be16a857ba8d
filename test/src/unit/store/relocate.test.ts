import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { columnChecks } from '@integration-client/core/store/column-checks';
import { relocate } from '@integration-client/core/store/relocate';
import { settingsTables } from '@integration-client/core/store/settings-tables';
import { changesNames } from './disk-calls.js';
import { dump } from './dump.js';
import { fill } from './filled-store.js';
import { movesAfterFaults } from './relocation-faults.js';
import { SettingsServer } from './settings-server.js';
import { configuration, noSecrets, site, TemporaryHome } from './temporary-home.js';

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

  it('is whole after a call of the disk fails that changes names, of each kind the last, and can be moved then', () =>
    movesAfterFaults(server, (calls) =>
      [...new Set(calls.filter(changesNames))].map((name) => calls.lastIndexOf(name) + 1),
    ));

  it('trusts no file that was left beside it', async () => {
    // A home without a file until now: SQLite removes the log of one that this process had open, whenever that is collected.
    await temporary.remove();
    temporary = await TemporaryHome.withDatabase(server);
    await (await temporary.open()).saveFact('a', 'b');
    const { home } = temporary;
    const before = await dump(temporary);
    await writeFile(home.settingsDatabase, 'something else');
    await writeFile(`${home.settingsDatabase}-wal`, 'a log');
    assert.deepEqual(await dump(temporary), before);
    await relocate(home, toFile);
    assert.deepEqual(await dump(temporary), before);
    assert.equal(await readFile(join(home.directory, 'settings.db.old-1-wal'), 'utf8'), 'a log');
    await rm(join(home.directory, 'settings.db.old-1'));
  });
});
