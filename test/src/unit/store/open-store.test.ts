import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { createKeyFile } from '@integration-client/core/secrets/seal';
import { createSettingsDatabase, openStore, settingsDatabaseExists } from '@integration-client/core/store/open-store';
import { SqliteFile } from '@integration-client/core/store/sqlite-dialect';
import { DatabaseSync } from '@photostructure/sqlite';
import { configuration, noSecrets, TemporaryHome } from './temporary-home.js';

describe('the settings database as a file', () => {
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

  it('holds what was written after it is opened again', async () => {
    await createSettingsDatabase(temporary.home);
    const first = await temporary.open();
    await first.configuration.save(configuration(), noSecrets);
    await first.close();
    await first.close();
    const second = await temporary.open();
    assert.deepEqual(await second.configuration.load(), configuration());
  });

  it('flushes every transaction to the disk', async () => {
    await createSettingsDatabase(temporary.home);
    await temporary.open();
    const file = new SqliteFile(temporary.home.settingsDatabase);
    try {
      const pragma = (name: string) => Object.values(file.prepare(`pragma ${name}`).all([])[0] as object)[0];
      assert.deepEqual(['journal_mode', 'synchronous', 'foreign_keys'].map(pragma), ['wal', 2, 1]);
    } finally {
      file.close();
    }
  });

  describe('that cannot be used is refused and left as it is', () => {
    beforeEach(async () => {
      await createSettingsDatabase(temporary.home);
      await (await temporary.open()).close();
    });

    async function refused(code: string): Promise<void> {
      const { home } = temporary;
      const before = await readFile(home.settingsDatabase).catch(() => undefined);
      await assert.rejects(openStore(home), (error: Error & { code?: string; hint?: string }) => {
        assert.equal(error.code, code, `${error.code}: ${error.message}`);
        assert.ok(error.hint);
        return true;
      });
      assert.deepEqual(await readFile(home.settingsDatabase).catch(() => undefined), before);
    }

    it('missing', async () => {
      await rm(temporary.home.settingsDatabase);
      await refused('no-settings-database');
    });

    it('empty', async () => {
      await truncate(temporary.home.settingsDatabase);
      await refused('settings-database-damaged');
    });

    it('not a database', async () => {
      await writeFile(temporary.home.settingsDatabase, 'something else. '.repeat(1000));
      await refused('settings-database-foreign');
    });

    it('the database of another program', async () => {
      await rm(temporary.home.settingsDatabase);
      const other = new DatabaseSync(temporary.home.settingsDatabase);
      other.exec('create table migration (name text); insert into migration values (1)');
      other.close();
      await refused('settings-database-foreign');
    });

    it('cut short', async () => {
      await truncate(temporary.home.settingsDatabase, 5000);
      await refused('settings-database-damaged');
    });

    it('overwritten in the middle', async () => {
      const content = await readFile(temporary.home.settingsDatabase);
      await writeFile(temporary.home.settingsDatabase, content.fill('x', 100));
      await refused('settings-database-damaged');
    });

    it('overwritten where its tables begin', async () => {
      const content = await readFile(temporary.home.settingsDatabase);
      await writeFile(temporary.home.settingsDatabase, content.fill('x', 2 * 4096, 12 * 4096));
      await refused('settings-database-damaged');
    });

    it('a directory', async () => {
      await rm(temporary.home.settingsDatabase);
      await mkdir(temporary.home.settingsDatabase);
      await refused('settings-database-unusable');
    });

    it('in a place that cannot be written', async function () {
      if (process.platform === 'win32' || process.getuid?.() === 0) this.skip();
      await chmod(temporary.home.settingsDatabase, 0o400);
      await chmod(temporary.home.directory, 0o500);
      try {
        await refused('settings-database-read-only');
      } finally {
        await chmod(temporary.home.directory, 0o700);
      }
    });

    it('with a key that is missing, exposed or another one', async () => {
      const { home } = temporary;
      if (process.platform !== 'win32') {
        await chmod(home.key, 0o644);
        await refused('key-exposed');
      }
      await rm(home.key);
      await refused('key-missing');
      await createKeyFile(home.key);
      await refused('sealed-by-other-key');
    });

    it('locked by another program', async () => {
      const { home } = temporary;
      const other = new DatabaseSync(home.settingsDatabase);
      other.exec('begin immediate');
      const file = new SqliteFile(home.settingsDatabase, { busyTimeout: 20 });
      try {
        await assert.rejects(file.beginImmediate(), { name: 'RetryableError', code: 'settings-database-busy' });
      } finally {
        file.close();
        other.exec('rollback');
        other.close();
      }
    });
  });
});
