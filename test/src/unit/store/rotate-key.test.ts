import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openStore } from '@integration-client/core/store/open-store';
import { rotateKey } from '@integration-client/core/store/rotate-key';
import type { Store } from '@integration-client/core/store/store';
import { isDouble } from '../../support/sqlserver.js';
import { callsOf, changesNames, failingDisk } from './disk-calls.js';
import { fill } from './filled-store.js';
import { forEachDialect } from './settings-server.js';
import { TemporaryHome } from './temporary-home.js';

/** What the settings database knows under its key. */
async function secretsOf(store: Store): Promise<unknown> {
  return [await store.configuration.load(), await store.keptToken('account')];
}

forEachDialect('a change of the key', (dialect, server) => {
  let temporary: TemporaryHome;

  async function filled(): Promise<TemporaryHome> {
    const made = await TemporaryHome.withDatabase(server());
    const store = await made.open();
    await fill(store);
    await store.close();
    return made;
  }

  beforeEach(async () => {
    temporary = await filled();
  });
  afterEach(() => temporary.remove());

  const keys = async () => (await readdir(temporary.home.directory)).filter((name) => name.startsWith('secret')).sort();

  it('keeps every secret, and the old key', async () => {
    const { home } = temporary;
    const store = await temporary.open();
    const before = await secretsOf(store);
    const old = await readFile(home.key);
    const { secrets, oldKey } = await rotateKey(home);
    assert.ok(secrets >= 3, String(secrets));
    assert.deepEqual(await readFile(oldKey), old);
    assert.notDeepEqual(await readFile(home.key), old);
    assert.deepEqual(await keys(), ['secret.key', 'secret.key.old-1']);
    const after = await temporary.open();
    assert.deepEqual(await secretsOf(after), before);

    // A program that began before holds the old key.
    const [configuration] = before as [Parameters<Store['configuration']['save']>[0]];
    await assert.rejects(
      store.configuration.save(configuration, () => []),
      { code: 'key-changed' },
    );
    await store.keepToken('account', { token: 'other', expires: new Date(1) });
    assert.deepEqual(await secretsOf(after), before);

    assert.equal((await rotateKey(home)).oldKey, join(home.directory, 'secret.key.old-2'));
    assert.deepEqual(await secretsOf(await temporary.open()), before);
  });

  it('that is cut short at any step leaves one key that opens all, and can be done again', async function () {
    if (dialect === 'SQL Server' && !isDouble) return this.skip();
    const store = await temporary.open();
    const before = await secretsOf(store);
    await store.close();
    const calls = await callsOf((disk) => rotateKey(temporary.home, disk));
    for (const [index, name] of calls.entries()) {
      // On a server each attempt takes long.
      if (dialect === 'SQL Server' && !changesNames(name)) continue;
      const disk = failingDisk(index + 1, 'EIO', 'is dead');
      await rotateKey(temporary.home, disk).catch(() => undefined);
      const opened = await openStore(temporary.home);
      assert.deepEqual(await secretsOf(opened), before, `at call ${index + 1}, ${name}`);
      await opened.close();
    }
    await rotateKey(temporary.home);
    assert.ok(!(await keys()).includes('secret.key.next'));
    const last = await temporary.open();
    assert.deepEqual(await secretsOf(last), before);
  });
});
