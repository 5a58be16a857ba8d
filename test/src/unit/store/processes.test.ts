import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Store } from '@integration-client/core/store/store';
import { DatabaseSync } from '@photostructure/sqlite';
import { configuration, noSecrets, TemporaryHome } from './temporary-home.js';

const writer = fileURLToPath(new URL('./writer-process.js', import.meta.url));

describe('the settings database among several processes', () => {
  let temporary: TemporaryHome;
  let store: Store;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    temporary = await TemporaryHome.withDatabase();
    store = await temporary.open();
    await store.configuration.save(configuration(), noSecrets);
  });

  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await temporary.remove();
  });

  function start(...parameters: string[]): ChildProcess {
    const child = fork(writer, [temporary.home.directory, ...parameters], { execArgv: [] });
    children.push(child);
    return child;
  }

  it('takes writes of all of them, none lost and none refused', async () => {
    const other = await temporary.open();
    const exits = ['Archive', 'Storage'].map((destination) => once(start(destination, '25'), 'exit'));
    for (let count = 0; count < 25; count += 1) {
      await Promise.all([store.saveFact('one', `${count}`), other.saveFact('other', `${count}`)]);
    }
    for (const exit of exits) assert.deepEqual(await exit, [0, null]);
    for (const destination of ['Archive', 'Storage']) {
      const state = await store.transferState('Example', destination);
      const keys = Array.from({ length: 500 }, (_, index) => `${Math.floor(index / 20)}/${index % 20}`);
      assert.equal((await state.delivered(keys)).length, 500);
    }
    assert.deepEqual([await other.fact('one'), await store.fact('other')], ['24', '24']);
  });

  it('lets one handle see at once what another wrote', async () => {
    const other = await temporary.open();
    await store.configuration.save(configuration({ sites: [] }), noSecrets);
    assert.deepEqual((await other.configuration.load()).sites, []);
  });

  it('holds every batch that was answered, whole, after the writer is killed', async () => {
    const child = start('Archive');
    let answered = -1;
    await new Promise<void>((resolve) => {
      child.on('message', (batch: number) => {
        answered = batch;
        if (batch === 12) resolve();
      });
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const state = await store.transferState('Example', 'Archive');
    for (let batch = 0; batch <= answered + 2; batch += 1) {
      const found = await state.delivered(Array.from({ length: 20 }, (_, index) => `${batch}/${index}`));
      if (batch <= answered) assert.equal(found.length, 20, `batch ${batch}`);
      else assert.ok(found.length === 0 || found.length === 20, `batch ${batch} is there in part`);
    }
    const database = new DatabaseSync(temporary.home.settingsDatabase);
    assert.equal(Object.values(database.prepare('pragma integrity_check').get() ?? {})[0], 'ok');
    database.close();
  });
});
