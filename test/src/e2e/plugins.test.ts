import assert from 'node:assert/strict';
import { readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { claimingBody, pluginFolder, pluginText } from '../support/plugin-folder.js';
import type { TestHome } from '../support/test-home.js';
import { PluginHome, sample } from './plugin-home.js';

describe('plugins of other people', () => {
  let at: PluginHome;
  let home: TestHome;

  beforeEach(async () => {
    at = await PluginHome.create();
    home = at.home;
  });

  afterEach(() => home.remove());

  it('are installed, used, replaced by a newer version that keeps the settings, and removed', async () => {
    const folder = await at.vault();
    const { code, stdout, stderr } = await home.ic('plugin', 'install', folder, '--yes');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Installed the plugin vault 1\.0\.0\./);
    assert.match(
      stderr,
      /Package: +@team\/vault 1\.0\.0\nFrom: .*vault\nPlugin: +vault .*\nTakes: +sessions\nSettings: +place/,
    );
    assert.match(stderr, /SHA-256: +[0-9a-f]{64}\n/);
    await at.useIt();
    assert.equal((await at.deliver()).code, 0);
    assert.deepEqual((await at.view('vault'))?.usedBy, ['Mine']);

    const renamed = pluginText('vault', claimingBody, { settings: `{ room: { type: 'string', title: 'Room' } }` });
    await at.vault('2.0.0', renamed);
    const newer = await home.ic('plugin', 'install', folder, '--yes');
    assert.equal(newer.code, 0, newer.stderr);
    assert.match(newer.stderr, /Replaces: +1\.0\.0\n/);
    assert.match(newer.stderr, /destination "Mine"\.place: unknown key; known is room/);
    assert.equal((await at.view('vault'))?.version, '2.0.0');
    const unfit = await at.deliver();
    assert.equal(unfit.code, 1, unfit.stdout);
    assert.match(unfit.stdout, /"code": "settings-do-not-fit"/);
    assert.match((await home.ic('export')).stdout, /place: here/);

    const used = await home.ic('plugin', 'remove', 'vault', '--yes');
    assert.equal(used.code, 2);
    assert.match(used.stderr, /used by the destination: "Mine"/);
    assert.equal((await home.ic('destination', 'remove', 'Mine', '--yes')).code, 0);
    assert.equal((await home.ic('plugin', 'remove', 'vault', '--yes')).code, 0);
    assert.equal(await at.view('vault'), undefined);
    assert.deepEqual(await at.left(), []);
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
    assert.match(stderr, /place: the type must be one of string, integer, number, boolean, object.*a b is no name/s);
    assert.deepEqual(await at.left(), []);
  });

  describe('that lie in the directory of plugins', () => {
    it('are not run before they are accepted, nor after they were changed', async () => {
      await at.byHand();
      const { stdout, stderr } = await home.ic('plugin', 'list');
      assert.match(stdout, /^vault +1\.0\.0 +installed +NOT ACCEPTED/m);
      assert.match(stderr, /hint: .*ic plugin accept vault/);
      assert.equal((await home.ic('plugin', 'accept', 'vault', '--yes')).code, 0);
      assert.equal((await at.view('vault'))?.state, 'ok');

      const text = await readFile(at.installed('vault', 'index.js'), 'utf8');
      await writeFile(at.installed('vault', 'more.js'), 'export default 1;');
      assert.equal((await at.view('vault'))?.state, 'changed');
      await rm(at.installed('vault', 'more.js'));
      assert.equal((await at.view('vault'))?.state, 'ok');
      await writeFile(at.installed('vault', 'index.js'), text);
      assert.equal((await at.view('vault'))?.state, 'ok', 'the same code, written anew');
      await writeFile(at.installed('vault', 'index.js'), text.replace('nowhere', 'elsewhe'));
      assert.equal((await at.view('vault'))?.state, 'changed');
      assert.equal((await home.ic('plugin', 'accept', 'vault', '--yes')).code, 0);
      assert.equal((await at.view('vault'))?.state, 'ok');
    });

    it('are not accepted while they are broken, or hold links', async () => {
      await pluginFolder(at.installed('vault'), { 'index.js': 'throw new Error("boom");' });
      const broken = await home.ic('plugin', 'accept', 'vault', '--yes');
      assert.equal(broken.code, 2);
      assert.match(broken.stderr, /vault is refused.*Error: boom/);
      await at.byHand();
      await symlink(sample, at.installed('vault', 'sample.xml'));
      const linked = await home.ic('plugin', 'accept', 'vault', '--yes');
      assert.equal(linked.code, 2);
      assert.match(linked.stderr, /holds links: sample\.xml/);
      assert.equal((await home.ic('plugin', 'remove', 'vault', '--yes')).code, 0);
      assert.deepEqual(await at.left(), []);
    });
  });
});
