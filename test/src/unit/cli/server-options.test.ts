import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SettingsServer } from '../store/settings-server.js';
import { cli, FakeApplication } from './fake-application.js';

describe('a settings database on a server, on a terminal', () => {
  it('asks for a password that is missing, and shows and stores none in clear', async () => {
    const server = await SettingsServer.start();
    const directory = await mkdtemp(join(tmpdir(), 'ic-server-'));
    try {
      const text = server.connectionString(server.newDatabaseName());
      const password = /Password="([^"]*)"/.exec(text)?.[1] ?? '';
      const connection = server.connectionString(server.newDatabaseName(), { Password: '' });
      const init = ['--home', directory, 'init', '--settings', 'sqlserver', '--connection', connection];
      const { code, stdout, stderr } = await cli(init, new FakeApplication(), {
        terminal: true,
        input: `${password}\n`,
      });
      assert.equal(code, 0, stderr);
      assert.match(stderr, /--password \(what you type is not shown\): /);
      const place = await readFile(join(directory, 'settings-database.json'), 'utf8');
      for (const shown of [stdout, stderr, place]) assert.ok(!shown.includes(password));
      assert.match(JSON.parse(place).password, /^v1:/);
    } finally {
      await rm(directory, { recursive: true, force: true });
      await server.stop();
    }
  });

  it('shows the settings that a running host has', async () => {
    const fake = new FakeApplication();
    const database = {
      kind: 'sqlserver',
      database: 'db.example.com/IC',
      encrypted: true,
      connection: 'stored:',
      password: 'env:PASSWORD',
      caFile: '/etc/ca.pem',
      version: '0003-accepted-plugins',
    };
    fake.answers.settingsDatabase = () => database;
    const { stdout } = await cli(['settings', 'show'], fake);
    assert.match(stdout, /^Settings Database: {2}db\.example\.com\/IC \(SQL Server\)\nConnection: {9}stored:\n/);
    assert.match(stdout, /^Password: {11}env:PASSWORD\nEncryption: {9}on\nCA File: {12}\/etc\/ca\.pem$/m);
    await cli(['settings', 'set', 'logDirectory', 'null', 'logRetentionDays', '9'], fake);
    assert.deepEqual(JSON.parse(fake.applied), { application: { logDirectory: null, logRetentionDays: 9 } });
  });
});
