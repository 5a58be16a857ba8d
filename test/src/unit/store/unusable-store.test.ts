import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import type { Home } from '@integration-client/core/home';
import { createKeyFile } from '@integration-client/core/secrets/seal';
import { createSettingsDatabase, openStore } from '@integration-client/core/store/open-store';
import { SqliteFile } from '@integration-client/core/store/sqlite-dialect';
import { openHere } from '@integration-client/host/application/open-application';
import { DatabaseSync } from '@photostructure/sqlite';
import { diskError, watchedDisk } from '../filesystem/support.js';
import { configuration, destination, noSecrets, TemporaryHome } from './temporary-home.js';
import { closed, crashed } from './written-files.js';

describe('a settings database as a file that cannot be used is refused and left as it is', () => {
  let temporary: TemporaryHome;

  beforeEach(async () => {
    temporary = await TemporaryHome.make();
    await createSettingsDatabase(temporary.home);
    await (await temporary.open()).close();
  });

  afterEach(() => temporary.remove());

  async function refused(...codes: string[]): Promise<void> {
    const { home } = temporary;
    const before = await readFile(home.settingsDatabase).catch(() => undefined);
    await assert.rejects(openStore(home), (error: Error & { code?: string; hint?: string }) => {
      assert.ok(codes.includes(error.code ?? ''), `${error.code}: ${error.message}`);
      assert.ok(error.hint);
      return true;
    });
    assert.deepEqual(await readFile(home.settingsDatabase).catch(() => undefined), before);
  }

  /** Another home, whose database this process has never had open: it shares no locks and no log with earlier ones. */
  async function untouched(facts = 0): Promise<Home> {
    const { database, key } = await closed(facts);
    await temporary.remove();
    temporary = await TemporaryHome.make();
    const { home } = temporary;
    await mkdir(home.directory);
    await writeFile(home.settingsDatabase, database);
    await writeFile(home.key, key, { mode: 0o600 });
    return home;
  }

  it('missing', async () => {
    await rm(temporary.home.settingsDatabase);
    await refused('no-settings-database');
  });

  it('empty', async () => {
    await truncate(temporary.home.settingsDatabase);
    await refused('settings-database-damaged');
  });

  it('empty, with its log', async () => {
    const { settingsDatabase } = await untouched();
    const { log } = await crashed();
    await truncate(settingsDatabase);
    await writeFile(`${settingsDatabase}-wal`, log);
    await refused('settings-database-damaged');
    assert.deepEqual(await readFile(`${settingsDatabase}-wal`), log);
  });

  it('with the log of another database beside it', async () => {
    const { settingsDatabase } = await untouched(20);
    const { log } = await crashed(30);
    await writeFile(`${settingsDatabase}-wal`, log);
    await refused('settings-database-damaged', 'sealed-by-other-key');
    assert.deepEqual(await readFile(`${settingsDatabase}-wal`), log);
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

  it('in a place of which the disk says that it cannot be written', async () => {
    const { home } = temporary;
    for (const code of ['EACCES', 'EPERM', 'EROFS']) {
      const disk = watchedDisk((name) => {
        if (name === 'checkWritable') throw diskError(code);
      });
      await assert.rejects(openStore(home, undefined, { disk }), {
        name: 'ConfigError',
        code: 'settings-database-read-only',
        message: new RegExp(code),
      });
    }
  });

  it('damaged where nothing but a look at the whole finds it', async () => {
    const { home } = temporary;
    const store = await temporary.open();
    const note = randomBytes(50_000).toString('hex');
    await store.configuration.save(
      configuration({ destinations: [destination('A', { settings: { note } })] }),
      noSecrets,
    );
    await store.close();
    const content = await readFile(home.settingsDatabase);
    const page = Math.ceil(content.indexOf(note.slice(0, 100)) / 4096);
    await writeFile(home.settingsDatabase, content.fill(0, page * 4096, (page + 1) * 4096));
    await assert.rejects(openHere(home, 'service'), { name: 'ConfigError', code: 'settings-database-damaged' });
    assert.deepEqual(await readFile(home.settingsDatabase), content);
    await (await openStore(home)).close();
  });

  it('with a key that is empty or no key, which is never made anew', async () => {
    const { home } = temporary;
    for (const content of ['', 'integration-client-key v1\n', 'x'.repeat(100)]) {
      await writeFile(home.key, content);
      await refused('key-damaged');
      await assert.rejects(createSettingsDatabase(home), { code: 'settings-database-exists' });
      assert.equal(await readFile(home.key, 'utf8'), content);
    }
    await rm(home.key);
    await refused('key-missing');
    await assert.rejects(createSettingsDatabase(home), { code: 'settings-database-exists' });
    assert.ok(!(await readdir(home.directory)).includes('secret.key'));
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

  it('locked by another program, so that nobody can read it', async () => {
    const { settingsDatabase } = await untouched();
    const other = new DatabaseSync(settingsDatabase);
    other.exec('pragma locking_mode = exclusive; begin exclusive');
    const busy = { name: 'RetryableError', code: 'settings-database-busy', hint: /./ };
    try {
      assert.throws(() => new SqliteFile(settingsDatabase, { busyTimeout: 20, readOnly: true }), busy);
    } finally {
      other.exec('rollback');
      other.close();
    }
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
