import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { settingsFor, TestHome } from '../support/test-home.js';
import { SettingsServer } from '../unit/store/settings-server.js';

describe('the settings database by command', () => {
  let server: SettingsServer;

  before(async () => {
    server = await SettingsServer.start();
  });
  after(() => server.stop());

  it('moves to a server and back, and nothing is delivered twice', async () => {
    const test = await TestHome.create();
    const appliance = await SimulatedAppliance.start({ sessions: 5, recordings: 'none' });
    try {
      await test.apply(settingsFor(test, appliance, ['sessions']));
      const counts = async () => (await test.run()).report.transfers[0]?.operations.sessions;
      assert.equal((await counts())?.delivered, 5);
      const host = test.start('ic-host');
      await host.printed('Scheduler started');
      const connection = join(test.directory, 'connection');
      await writeFile(connection, server.connectionString(server.newDatabaseName()));
      const relocate = ['settings', 'relocate', '--to', 'sqlserver', '--connection', `file:${connection}`];
      const refused = await test.ic(...relocate);
      assert.equal(refused.code, 2);
      assert.match(refused.stderr, /A host is running/);
      await host.stop();
      const there = await test.ic(...relocate);
      assert.equal(there.code, 0, there.stderr);
      assert.match(there.stdout, /^The settings database is now \S+\/ic-test-/);
      assert.equal((await counts())?.delivered, 0);
      const onServer = test.start('ic-host');
      await onServer.printed('Scheduler started');
      assert.equal((await counts())?.delivered, 0);
      assert.equal((await onServer.stop()).code, 0);
      const back = await test.ic('settings', 'relocate', '--to', 'sqlite', '--json');
      assert.equal(back.code, 0, back.stderr);
      assert.equal(JSON.parse(back.stdout).to, join(test.home, 'settings.db'));
      assert.equal((await counts())?.delivered, 0);
      assert.equal((await test.files('sessions')).length, 5);
    } finally {
      await test.remove();
      await appliance.stop();
    }
  });
});
