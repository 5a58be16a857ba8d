import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PluginTestReport } from '@integration-client/core/application';
import { testServer } from '../support/sqlserver.js';
import { TestHome } from '../support/test-home.js';
import { settingsFor } from '../unit/sqlserver/support.js';

/** A plugin whose process ends when it is cancelled, and whose settings need a colour. */
const exits = `
import { definePlugin } from '@integration-client/sdk';
class Exits {
  async deliver(item, signal) {
    if (signal.aborted) process.exit(3);
    throw new Error('stores nothing');
  }
  async close() {}
}
export default definePlugin({
  apiVersion: 1, name: 'exits', displayName: 'Exits', operations: ['sessions'], destination: Exits,
  settings: { type: 'object', additionalProperties: false, required: ['colour'],
    properties: { colour: { type: 'string', title: 'Colour' } } },
});
`;

describe('ic plugin test', () => {
  let home: TestHome;

  before(async () => {
    home = await TestHome.create();
  });
  after(() => home.remove());

  async function tested(...parameters: string[]) {
    const { code, stdout, stderr } = await home.ic('plugin', 'test', ...parameters, '--json');
    assert.notEqual(stdout, '', stderr);
    return { code, stderr, report: JSON.parse(stdout) as PluginTestReport };
  }

  /** Every rule is kept, most of them were tried, and others were skipped for a reason. */
  function assertKept({ ok, cases }: PluginTestReport): void {
    assert.deepEqual(
      cases.filter(({ outcome }) => outcome === 'failed'),
      [],
    );
    assert.ok(ok);
    assert.equal(cases.length, cases[0]?.count);
    assert.ok(cases.filter(({ outcome }) => outcome === 'passed').length > 20);
    for (const { outcome, message } of cases) assert.equal(outcome === 'skipped', message !== undefined);
  }

  // Each tries the whole contract in real workers, which takes some seconds.
  for (const plugin of ['filesystem', 'sqlite']) {
    it(`finds without any settings that ${plugin} keeps the contract through the worker`, async () => {
      const { code, report, stderr } = await tested(plugin);
      assertKept(report);
      assert.equal(code, 0);
      assert.equal(stderr, '');
    });
  }

  it('finds with settings of a file that sqlserver keeps the contract through the worker', async () => {
    const server = await testServer();
    try {
      const file = join(home.directory, 'settings.yaml');
      const { password, ...settings } = settingsFor(server.config(server.newDatabaseName()));
      await writeFile(join(home.directory, 'password'), String(password));
      await writeFile(file, JSON.stringify(settings));
      const secret = `password=file:${join(home.directory, 'password')}`;
      const { code, report, stderr } = await tested('sqlserver', '--settings', file, '--set', secret);
      assertKept(report);
      assert.equal(code, 0);
      assert.match(stderr, /They stay there/);
    } finally {
      await server.stop();
    }
  });

  it('says which settings sqlserver needs', async () => {
    const { code, stderr } = await home.ic('plugin', 'test', 'sqlserver');
    assert.equal(code, 2);
    assert.match(stderr, /server: needs a value/);
  });

  it('goes on after a rule at which the process of the plugin ends, and says what was broken', async () => {
    const directory = join(home.directory, 'exits');
    await mkdir(directory);
    const manifest = { name: 'exits', version: '1.2.3', type: 'module', keywords: ['integration-client-plugin'] };
    await writeFile(join(directory, 'package.json'), JSON.stringify(manifest));
    await writeFile(join(directory, 'index.js'), exits);

    const missing = await home.ic('plugin', 'test', directory);
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /colour.*is missing/);
    assert.match(missing.stderr, /--set/);

    const { code, stdout } = await home.ic('plugin', 'test', directory, '--set', 'colour=red');
    assert.equal(code, 1);
    assert.match(stdout, /^exits 1\.2\.3, in /);
    assert.match(stdout, /^ok +has a manifest in the form of the contract$/m);
    assert.match(stdout, /^FAILED +stores nothing that was cancelled before$/m);
    assert.match(stdout, /FAILED: stores nothing that was cancelled before\n.*ended its process/);
    assert.match(stdout, /^FAILED +ends check, verify and locations soon when cancelled$/m);
    assert.match(stdout, /What to do: /);
  });

  it('says of a name and of a directory where no plugin is that there is none', async () => {
    const name = await home.ic('plugin', 'test', 'nobody');
    assert.equal(name.code, 2);
    assert.match(name.stderr, /no plugin named nobody/);
    const directory = await home.ic('plugin', 'test', join(home.directory, 'nowhere'));
    assert.equal(directory.code, 2);
    assert.match(directory.stderr, /There is no plugin in/);
  });
});
