import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultApplicationSettings } from '@integration-client/core/configuration';
import { migrations } from '@integration-client/core/store/migrations/index';
import { runCommand } from '../support/command-line.js';
import { memoryDirectory } from '../support/memory-directory.js';
import { runTaskHere } from '../support/task-here.js';
import { SettingsServer } from '../unit/store/settings-server.js';

describe('the settings database by command', () => {
  let server: SettingsServer;
  let directory: string;
  let home: string;

  before(async () => {
    server = await SettingsServer.start();
  });
  after(() => server.stop());
  beforeEach(async () => {
    directory = await mkdtemp(join(memoryDirectory(), 'ic-settings-'));
    home = join(directory, 'home');
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const ic = (...parameters: string[]) => runCommand(parameters, { IC_HOME: home }, runTaskHere);

  /** A file with the connection string of a database that is not there yet, as a reference. */
  async function reference(database = server.newDatabaseName()): Promise<string> {
    const file = join(directory, `connection-${database}`);
    await writeFile(file, `${server.connectionString(database)}\n`);
    return `file:${file}`;
  }

  it('is on a SQL Server from the beginning, and says so', async () => {
    const connection = await reference();
    const { code, stdout, stderr } = await ic('init', '--settings', 'sqlserver', '--connection', connection, '--json');
    assert.equal(code, 0, stderr);
    assert.equal(JSON.parse(stdout).settingsPlace, join(home, 'settings-database.json'));
    assert.equal((await ic('settings', 'set', 'logRetentionDays', '30', 'timeZone', 'Europe/Berlin')).code, 0);
    const shown = await ic('settings', 'show');
    assert.match(shown.stdout, /^Settings Database: {2}\S+\/ic-test-\S+ \(SQL Server\)$/m);
    assert.match(shown.stdout, /^logRetentionDays: {3}30$/m);
    const { database, application } = JSON.parse((await ic('settings', 'show', '--json')).stdout);
    const newest = Object.keys(migrations).at(-1);
    assert.deepEqual([database.kind, database.connection, database.version], ['sqlserver', connection, newest]);
    assert.deepEqual(application, {
      ...defaultApplicationSettings,
      logRetentionDays: 30,
      timeZone: 'Europe/Berlin',
    });
    assert.ok(!`${shown.stdout}${JSON.stringify(database)}`.includes('Secret-1234'));
    assert.equal((await ic('init')).code, 2);
  });

  it('takes no password as an argument, and prints none', async () => {
    const literal = server.connectionString(server.newDatabaseName());
    const refused = await ic('init', '--settings', 'sqlserver', '--connection', literal);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /--connection holds a password/);
    const options = ['init', '--settings', 'sqlserver', '--connection'];
    for (const [parameters, message] of [
      [['init', '--settings', 'sqlserver'], /--connection is missing/],
      [[...options, 'Server=a;Database=b;User ID=c', '--password', 'Secret-1234'], /--password takes a reference/],
      [[...options, 'Server=a;Database=b;User ID=c'], /password: is needed/],
      [[...options, 'Server=a'], /names no Database/],
      [['init', '--connection', 'env:X'], /--connection is for sqlserver only/],
      [['settings', 'relocate', '--to', 'sqlite'], /no settings database/],
      [['settings', 'relocate'], /--to/],
      [['settings', 'set', 'timeZone'], /value of timeZone is missing/],
    ] as const) {
      const { code, stdout, stderr } = await ic(...parameters);
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
      assert.ok(!`${stdout}${stderr}`.includes('Secret-1234'));
    }
  });

  it('says what cannot be set', async () => {
    await ic('init');
    const { code, stderr } = await ic('settings', 'set', 'logRetentionDays', 'many', 'colour', 'blue');
    assert.equal(code, 2);
    assert.match(stderr, /logRetentionDays/);
    assert.match(stderr, /colour/);
    const shown = await ic('settings', 'show');
    assert.match(shown.stdout, /^Settings Database: {2}.+settings\.db \(SQLite, [\d.]+ kB\)$/m);
  });

  it('cannot be reached: 3', async () => {
    await ic('init');
    const file = join(directory, 'nowhere');
    await writeFile(file, 'Server=127.0.0.1,1;Database=a;User ID=b;Password=c');
    const { code, stderr } = await ic('settings', 'relocate', '--to', 'sqlserver', '--connection', `file:${file}`);
    assert.equal(code, 3, stderr);
    assert.match(stderr, /cannot be reached/);
  });
});
