import assert from 'node:assert/strict';
import { cp, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { PluginInspection } from '@integration-client/core/application';
import { resolveHome } from '@integration-client/core/home';
import { openHere } from '@integration-client/host/application/open-application';
import { acceptPlugins } from '../support/accept-plugin.js';
import { claimingBody, pluginFolder, pluginText } from '../support/plugin-folder.js';
import type { TestHome } from '../support/test-home.js';
import { PluginHome } from './plugin-home.js';

describe('plugins of other people', () => {
  let at: PluginHome;
  let home: TestHome;

  beforeEach(async () => {
    at = await PluginHome.create();
    home = at.home;
  });

  afterEach(() => home.remove());

  it('reach a host that runs without a restart', async () => {
    const host = home.start('ic-host');
    await host.printed('Scheduler started');
    const { code, stderr } = await home.ic('plugin', 'install', await at.vault(), '--yes');
    assert.equal(code, 0, stderr);
    await at.useIt();
    assert.equal((await at.deliver()).code, 0);
    await host.stop();
  });

  it('are refused where their name is taken, where they say not that they are plugins, and where nobody was asked', async () => {
    const folder = join(home.directory, 'vault');
    await pluginFolder(folder, { 'index.js': pluginText('filesystem', claimingBody) });
    const taken = await home.ic('plugin', 'install', folder, '--yes');
    assert.equal(taken.code, 2);
    assert.match(taken.stderr, /the name filesystem belongs to the plugin in .* already/);
    await pluginFolder(folder, { 'index.js': 'process.exit(1);' }, { keywords: [] });
    const stranger = await home.ic('plugin', 'install', folder, '--yes');
    assert.match(stranger.stderr, /lacks "keywords": \["integration-client-plugin"\]\nhint/);
    const nothing = await home.ic('plugin', 'install', './not-there', '--yes');
    assert.match(nothing.stderr, /There is nothing at .*not-there/);
    const unasked = await home.ic('plugin', 'install', folder);
    assert.match(unasked.stderr, /no terminal to ask on\nhint: Give --yes/);
    assert.deepEqual(await at.left(), []);
  });

  it('are installed only as they were shown, and not where the call is aborted', async () => {
    const source = await at.vault();
    const { application, close } = await openHere(resolveHome(home.home), 'ic');
    try {
      const shown: PluginInspection = await application.inspectPlugin({ source });
      assert.deepEqual([shown.problems, shown.files, shown.plugin?.name], [[], 2, 'vault']);
      assert.deepEqual(await at.left(), []);
      await at.vault('1.0.1');
      await assert.rejects(application.installPlugin({ source, hash: shown.hash }), { code: 'plugin-differs' });
      const stop = new AbortController();
      const aborted = application.installPlugin({ source }, { signal: stop.signal, onEvent: () => stop.abort() });
      await assert.rejects(aborted, { name: 'AbortError' });
      assert.deepEqual(await at.left(), []);
    } finally {
      await close();
    }
  });

  describe('that lie in the directory of plugins', () => {
    it('stay what they were when a replacement is cut short', async () => {
      await at.byHand();
      await acceptPlugins(home.home, ['vault']);
      await mkdir(at.installed('.staging', 'replaced'), { recursive: true });
      await mkdir(at.installed('.staging', 'fetched', 'node_modules'), { recursive: true });
      await rename(at.installed('vault'), at.installed('.staging', 'replaced', 'vault'));
      assert.equal((await at.view('vault'))?.state, 'ok');
      // The next that changes something puts it back, and removes the rest.
      assert.equal((await home.ic('plugin', 'install', await at.vault(), '--yes')).code, 2);
      assert.deepEqual(await at.left(), ['vault']);
      assert.equal((await at.view('vault'))?.path, at.installed('vault'));
      await cp(at.installed('vault'), at.installed('.staging', 'replaced', 'vault'), { recursive: true });
      assert.equal((await at.plugins()).filter(({ name }) => name === 'vault').length, 1);
    });
  });
});
