import assert from 'node:assert/strict';
import type { Store } from '@integration-client/core/store/store';
import { forEachDialect } from './settings-server.js';
import { TemporaryHome } from './temporary-home.js';

forEachDialect('accepted plugins', (_, server) => {
  let temporary: TemporaryHome;
  let store: Store;

  beforeEach(async () => {
    temporary = await TemporaryHome.withDatabase(server());
    store = await temporary.open();
  });

  afterEach(() => temporary.remove());

  const old = {
    packageName: '@team/vault',
    hash: 'ab'.repeat(32),
    plugin: 'vault',
    version: '1.0.0',
    source: '/somewhere/vault-1.0.0.tgz',
    accepted: new Date(1_000),
  };
  const { source: _by, ...newer } = { ...old, hash: 'cd'.repeat(32), version: '1.1.0', accepted: new Date(2_000) };

  it('are what was accepted last, the old beside the new until it is forgotten', async () => {
    assert.deepEqual(await store.acceptedPlugins(), []);
    await store.acceptPlugin(old);
    await store.acceptPlugin({ ...old, version: '1.0.1' });
    await store.acceptPlugin(newer);
    assert.deepEqual(await store.acceptedPlugins(), [{ ...old, version: '1.0.1' }, newer]);
    await store.forgetPlugin('@team/vault', newer.hash);
    assert.deepEqual(await store.acceptedPlugins(), [newer]);
    await store.forgetPlugin('@team/other');
    assert.deepEqual(await store.acceptedPlugins(), [newer]);
    await store.forgetPlugin('@team/vault');
    assert.deepEqual(await store.acceptedPlugins(), []);
  });
});
