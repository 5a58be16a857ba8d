import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PluginTestReport } from '@integration-client/core/application';
import { claimingBody, pluginFolder, pluginText } from '../support/plugin-folder.js';
import { testServer } from '../support/sqlserver.js';
import { TestHome } from '../support/test-home.js';
import { settingsFor } from '../unit/sqlserver/support.js';
import { assertKept } from './assert-kept.js';

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

  it('finds without any settings that filesystem keeps the contract through the worker', async () => {
    const { code, report, stderr } = await tested('filesystem');
    assertKept(report);
    assert.equal(code, 0);
    assert.equal(stderr, '');
  });

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

  it('says what a plugin in a directory lacks, and how it is given', async () => {
    const settings = `{ colour: { type: 'string', title: 'Colour' } }, required: ['colour']`;
    const files = { 'index.js': pluginText('painter', claimingBody, { settings }) };
    const directory = await pluginFolder(join(home.directory, 'painter'), files);
    const { code, stderr } = await home.ic('plugin', 'test', directory);
    assert.equal(code, 2);
    assert.match(stderr, /colour.*is missing/);
    assert.match(stderr, /--set/);
  });
});
