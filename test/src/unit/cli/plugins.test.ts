import assert from 'node:assert/strict';
import type { PluginInspection } from '@integration-client/core/application';
import { cli, FakeApplication } from './fake-application.js';

const inspection: PluginInspection = {
  packageName: '@team/vault',
  version: '2.0.0',
  source: '/somewhere/vault',
  path: '/home/plugins/@team/vault',
  hash: 'ab'.repeat(32),
  files: 3,
  bytes: 4_700,
  plugin: {
    apiVersion: 1,
    name: 'vault',
    displayName: 'Vault',
    operations: ['sessions'],
    settings: {
      type: 'object',
      properties: { place: { type: 'string', title: 'Place' } },
      additionalProperties: false,
    },
  },
  replaces: { version: '1.0.0', hash: 'cd'.repeat(32) },
  problems: [],
  warnings: ['install scripts were not run, and never are: left-pad'],
  misfits: [{ path: 'destination "Mine".room', message: 'unknown key' }],
};

describe('commands for plugins', () => {
  let fake: FakeApplication;

  beforeEach(() => {
    fake = new FakeApplication();
    Object.assign(fake.answers, {
      inspectPlugin: () => inspection,
      installPlugin: () => inspection,
      acceptPlugin: () => inspection,
      removePlugin: () => undefined,
    });
  });

  const asked = () => fake.asked.map(({ method, input }) => [method, input]);
  const source = 'https://example.com/vault.tgz';
  const { hash } = inspection;

  it('install shows what it is, asks, and installs what was shown', async () => {
    const { code, stdout, stderr } = await cli(['plugin', 'install', source], fake, { terminal: true, input: 'y\n' });
    assert.equal(code, 0, stderr);
    assert.deepEqual(asked(), [
      ['inspectPlugin', { source }],
      ['installPlugin', { source, hash }],
    ]);
    for (const text of [
      'Package:  @team/vault 2.0.0',
      'From:     /somewhere/vault',
      'Plugin:   vault (Vault), written for version 1 of the API',
      'Settings: place',
      'Code:     3 files, 4.7 kB',
      `SHA-256:  ${hash}`,
      'Replaces: 1.0.0',
      'warning: install scripts were not run, and never are: left-pad',
      '  destination "Mine".room: unknown key',
    ]) {
      assert.ok(stderr.includes(`${text}\n`), text);
    }
    assert.match(stdout, /^Installed the plugin vault 2\.0\.0\./);
  });

  it('install changes nothing where the answer is no, where nobody can be asked, or where something is wrong', async () => {
    assert.equal((await cli(['plugin', 'install', source], fake, { terminal: true, input: '\n' })).code, 2);
    assert.equal((await cli(['plugin', 'install', source], fake)).code, 2);
    const problems = [
      { code: 'plugin-contract', message: 'it has no name', hint: 'Name it.' },
      { code: 'plugin-name-taken', message: 'the name is taken', hint: 'Name it.' },
    ];
    fake.answers.inspectPlugin = () => ({ ...inspection, problems });
    const { code, stderr } = await cli(['plugin', 'install', source], fake, { terminal: true });
    assert.equal(code, 2);
    assert.ok(stderr.endsWith('nothing was changed:\n  it has no name\n  the name is taken\nhint: Name it.\n'), stderr);
    assert.deepEqual(new Set(fake.asked.map(({ method }) => method)), new Set(['inspectPlugin']));
  });

  it('install --yes does not ask, and shows it all the same', async () => {
    const { code, stdout, stderr } = await cli(['plugin', 'install', source, '--yes', '--json'], fake);
    assert.equal(code, 0, stderr);
    assert.deepEqual(asked(), [['installPlugin', { source }]]);
    assert.match(stderr, /SHA-256/);
    assert.equal(JSON.parse(stdout).hash, hash);
  });

  it('accept takes the hash that was shown', async () => {
    const { code } = await cli(['plugin', 'accept', 'vault'], fake, { terminal: true, input: 'y\n' });
    assert.equal(code, 0);
    assert.deepEqual(asked(), [
      ['inspectPlugin', { installed: 'vault' }],
      ['acceptPlugin', { installed: 'vault', hash }],
    ]);
  });

  it('remove asks first', async () => {
    assert.equal((await cli(['plugin', 'remove', 'vault'], fake, { terminal: true, input: 'n\n' })).code, 2);
    assert.deepEqual(asked(), []);
    assert.equal((await cli(['plugin', 'remove', 'vault', '--yes'], fake)).code, 0);
    assert.deepEqual(asked(), [['removePlugin', { installed: 'vault' }]]);
  });
});
