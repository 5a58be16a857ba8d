import assert from 'node:assert/strict';
import { cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PluginInspection, PluginView } from '@integration-client/core/application';
import { resolveHome } from '@integration-client/core/home';
import { openHere } from '@integration-client/host/application/open-application';
import { acceptPlugins } from '../support/accept-plugin.js';
import { claimingBody, pluginFolder, pluginText } from '../support/plugin-folder.js';
import { TestHome } from '../support/test-home.js';

const sample = fileURLToPath(new URL('../../fixtures/samples/access-session.xml', import.meta.url));

/** A setting `place`, that has to be given. */
const place = `{ place: { type: 'string', title: 'Place' } }, required: ['place']`;

describe('plugins of other people', () => {
  let home: TestHome;

  beforeEach(async () => {
    home = await TestHome.create();
  });

  afterEach(() => home.remove());

  const installed = (...path: string[]) => join(home.home, 'plugins', ...path);

  /** The folder of somebody's plugin `vault`, of the package `@team/vault`. */
  const vault = (version = '1.0.0', text = pluginText('vault', claimingBody, { settings: place })) =>
    pluginFolder(join(home.directory, 'vault'), { 'index.js': text }, { name: '@team/vault', version });

  async function plugins(): Promise<PluginView[]> {
    return JSON.parse((await home.ic('plugin', 'list', '--json')).stdout);
  }

  async function view(name: string): Promise<PluginView | undefined> {
    return (await plugins()).find((plugin) => plugin.name === name);
  }

  const useIt = () =>
    home.apply({
      sites: [
        {
          name: 'Example',
          host: 'support.example.com',
          account: { type: 'user', username: 'u', password: 'top secret' },
        },
      ],
      destinations: [{ name: 'Mine', plugin: 'vault', settings: { place: 'here' } }],
    });

  const deliver = () =>
    home.ic(
      ...['tester', '--site', 'Example', '--destination', 'Mine', '--operation', 'sessions', '--xml', sample, '--json'],
    );

  /** What stands in the directory of plugins, with what nobody may see, but for the lock. */
  const left = async () => (await readdir(installed()).catch(() => [])).filter((name) => name !== '.lock').sort();

  it('are installed, used, replaced by a newer version that keeps the settings, and removed', async () => {
    const folder = await vault();
    const { code, stdout, stderr } = await home.ic('plugin', 'install', folder, '--yes');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Installed the plugin vault 1\.0\.0\./);
    assert.match(
      stderr,
      /Package: +@team\/vault 1\.0\.0\nFrom: .*vault\nPlugin: +vault .*\nTakes: +sessions\nSettings: +place/,
    );
    assert.match(stderr, /SHA-256: +[0-9a-f]{64}\n/);
    await useIt();
    assert.equal((await deliver()).code, 0);
    assert.deepEqual((await view('vault'))?.usedBy, ['Mine']);

    const renamed = pluginText('vault', claimingBody, { settings: `{ room: { type: 'string', title: 'Room' } }` });
    await vault('2.0.0', renamed);
    const newer = await home.ic('plugin', 'install', folder, '--yes');
    assert.equal(newer.code, 0, newer.stderr);
    assert.match(newer.stderr, /Replaces: +1\.0\.0\n/);
    assert.match(newer.stderr, /destination "Mine"\.place: unknown key; known is room/);
    assert.equal((await view('vault'))?.version, '2.0.0');
    const unfit = await deliver();
    assert.equal(unfit.code, 1, unfit.stdout);
    assert.match(unfit.stdout, /"code": "settings-do-not-fit"/);
    assert.match((await home.ic('export')).stdout, /place: here/);

    const used = await home.ic('plugin', 'remove', 'vault', '--yes');
    assert.equal(used.code, 2);
    assert.match(used.stderr, /used by the destination: "Mine"/);
    assert.equal((await home.ic('destination', 'remove', 'Mine', '--yes')).code, 0);
    assert.equal((await home.ic('plugin', 'remove', 'vault', '--yes')).code, 0);
    assert.equal(await view('vault'), undefined);
    assert.deepEqual(await left(), []);
  }).timeout(60_000);

  it('reach a host that runs without a restart', async () => {
    const host = home.start('ic-host');
    await host.printed('Scheduler started');
    const { code, stderr } = await home.ic('plugin', 'install', await vault(), '--yes');
    assert.equal(code, 0, stderr);
    await useIt();
    assert.equal((await deliver()).code, 0);
    await host.stop();
  });

  it('are refused with everything that is wrong, and leave nothing', async () => {
    const settings = `{ place: { type: 'text', title: 'Place' }, 'a b': { type: 'string' } }`;
    const folder = await pluginFolder(
      join(home.directory, 'vault'),
      { 'index.js': pluginText('filesystem', claimingBody, { settings }) },
      { version: '' },
    );
    const { code, stderr } = await home.ic('plugin', 'install', folder, '--yes');
    assert.equal(code, 2);
    assert.match(stderr, /no "version"/);
    assert.match(
      stderr,
      /place: the type must be one of string, integer, number, boolean, object.*a b is no name.*a b has no title/s,
    );
    assert.deepEqual(await left(), []);
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
    assert.deepEqual(await left(), []);
  });

  it('are installed only as they were shown, and not where the call is aborted', async () => {
    const source = await vault();
    const { application, close } = await openHere(resolveHome(home.home), 'ic');
    try {
      const shown: PluginInspection = await application.inspectPlugin({ source });
      assert.deepEqual([shown.problems, shown.files, shown.plugin?.name], [[], 2, 'vault']);
      assert.deepEqual(await left(), []);
      await vault('1.0.1');
      await assert.rejects(application.installPlugin({ source, hash: shown.hash }), { code: 'plugin-differs' });
      const stop = new AbortController();
      const aborted = application.installPlugin({ source }, { signal: stop.signal, onEvent: () => stop.abort() });
      await assert.rejects(aborted, { name: 'AbortError' });
      assert.deepEqual(await left(), []);
    } finally {
      await close();
    }
  });

  describe('that lie in the directory of plugins', () => {
    const byHand = () => pluginFolder(installed('vault'), { 'index.js': pluginText('vault', claimingBody) });

    it('are not run before they are accepted, nor after they were changed', async () => {
      await byHand();
      const { stdout, stderr } = await home.ic('plugin', 'list');
      assert.match(stdout, /^vault +1\.0\.0 +installed +NOT ACCEPTED/m);
      assert.match(stderr, /hint: .*ic plugin accept vault/);
      assert.equal((await home.ic('plugin', 'accept', 'vault', '--yes')).code, 0);
      assert.equal((await view('vault'))?.state, 'ok');

      const text = await readFile(installed('vault', 'index.js'), 'utf8');
      await writeFile(installed('vault', 'more.js'), 'export default 1;');
      assert.equal((await view('vault'))?.state, 'changed');
      await rm(installed('vault', 'more.js'));
      assert.equal((await view('vault'))?.state, 'ok');
      await writeFile(installed('vault', 'index.js'), text);
      assert.equal((await view('vault'))?.state, 'ok', 'the same code, written anew');
      await writeFile(installed('vault', 'index.js'), text.replace('nowhere', 'elsewhe'));
      assert.equal((await view('vault'))?.state, 'changed');
      assert.equal((await home.ic('plugin', 'accept', 'vault', '--yes')).code, 0);
      assert.equal((await view('vault'))?.state, 'ok');
    });

    it('are not accepted while they are broken, or hold links', async () => {
      await pluginFolder(installed('vault'), { 'index.js': 'throw new Error("boom");' });
      const broken = await home.ic('plugin', 'accept', 'vault', '--yes');
      assert.equal(broken.code, 2);
      assert.match(broken.stderr, /vault is refused.*Error: boom/);
      await byHand();
      await symlink(sample, installed('vault', 'sample.xml'));
      const linked = await home.ic('plugin', 'accept', 'vault', '--yes');
      assert.equal(linked.code, 2);
      assert.match(linked.stderr, /holds links: sample\.xml/);
      assert.equal((await home.ic('plugin', 'remove', 'vault', '--yes')).code, 0);
      assert.deepEqual(await left(), []);
    });

    it('stay what they were when a replacement is cut short', async () => {
      await byHand();
      await acceptPlugins(home.home, ['vault']);
      await mkdir(installed('.staging', 'replaced'), { recursive: true });
      await mkdir(installed('.staging', 'fetched', 'node_modules'), { recursive: true });
      await rename(installed('vault'), installed('.staging', 'replaced', 'vault'));
      assert.equal((await view('vault'))?.state, 'ok');
      // The next that changes something puts it back, and removes the rest.
      assert.equal((await home.ic('plugin', 'install', await vault(), '--yes')).code, 2);
      assert.deepEqual(await left(), ['vault']);
      assert.equal((await view('vault'))?.path, installed('vault'));
      await cp(installed('vault'), installed('.staging', 'replaced', 'vault'), { recursive: true });
      assert.equal((await plugins()).filter(({ name }) => name === 'vault').length, 1);
    });
  });
});
