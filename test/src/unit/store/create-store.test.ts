import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { createKeyFile } from '@integration-client/core/secrets/seal';
import { createSettingsDatabase } from '@integration-client/core/store/open-store';
import { settingsDatabaseExists } from '@integration-client/core/store/settings-database-exists';
import { TemporaryHome } from './temporary-home.js';
import { crashed } from './written-files.js';

describe('a settings database that is made as a file', () => {
  let temporary: TemporaryHome;

  beforeEach(async () => {
    temporary = await TemporaryHome.make();
  });

  afterEach(() => temporary.remove());

  it('is made with its key, for the owner alone, and nothing is left beside', async () => {
    const { home } = temporary;
    assert.equal(await settingsDatabaseExists(home), false);
    await createSettingsDatabase(home);
    assert.equal(await settingsDatabaseExists(home), true);
    assert.deepEqual((await readdir(home.directory)).sort(), ['secret.key', 'settings.db']);
    if (process.platform === 'win32') return;
    assert.equal((await stat(home.directory)).mode & 0o777, 0o700);
    assert.equal((await stat(home.settingsDatabase)).mode & 0o777, 0o600);
    assert.equal((await stat(home.key)).mode & 0o777, 0o600);
    await (await temporary.open()).saveFact('a', 'b');
    assert.equal((await stat(`${home.settingsDatabase}-wal`)).mode & 0o777, 0o600);
  });

  it('is never made over another, whatever that holds', async () => {
    const { home } = temporary;
    await createSettingsDatabase(home);
    const before = await readFile(home.settingsDatabase);
    await assert.rejects(createSettingsDatabase(home), { name: 'ConfigError', code: 'settings-database-exists' });
    assert.deepEqual(await readFile(home.settingsDatabase), before);
    await truncate(home.settingsDatabase);
    await assert.rejects(createSettingsDatabase(home), { code: 'settings-database-exists' });
  });

  it('is made once when two make it at the same time', async () => {
    const { home } = temporary;
    const results = await Promise.allSettled([createSettingsDatabase(home), createSettingsDatabase(home)]);
    assert.deepEqual(results.map((result) => result.status).sort(), ['fulfilled', 'rejected']);
    await temporary.open();
  });

  it('is made with the key that an interrupted call left', async () => {
    const { home } = temporary;
    await mkdir(home.directory);
    await createKeyFile(home.key);
    const key = await readFile(home.key);
    await createSettingsDatabase(home);
    assert.deepEqual(await readFile(home.key), key);
    await temporary.open();
  });

  it('is not made where the log of another one stands, which SQLite would add to it', async () => {
    const { home } = temporary;
    const { log } = await crashed();
    await mkdir(home.directory);
    await writeFile(`${home.settingsDatabase}-wal`, log);
    await assert.rejects(createSettingsDatabase(home), { name: 'ConfigError', code: 'settings-database-leftover' });
    assert.deepEqual(await readdir(home.directory), ['settings.db-wal']);
    await rm(`${home.settingsDatabase}-wal`);
    await createSettingsDatabase(home);
    await temporary.open();
  });

  it('is not made with a key file that is no key', async () => {
    const { home } = temporary;
    await mkdir(home.directory);
    for (const content of ['', 'integration-client-key v1\nAAAA']) {
      await writeFile(home.key, content, { mode: 0o600 });
      await assert.rejects(createSettingsDatabase(home), {
        name: 'ConfigError',
        code: 'key-damaged',
        hint: /move the key/,
      });
      assert.equal(await readFile(home.key, 'utf8'), content);
    }
    await rm(home.key);
    await mkdir(home.key);
    await assert.rejects(createSettingsDatabase(home), { name: 'ConfigError', code: 'key-unreadable' });
    assert.deepEqual(await readdir(home.directory), ['secret.key']);
  });
});
