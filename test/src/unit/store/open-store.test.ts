import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, cp, mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import type { Home } from '@integration-client/core/home';
import { createKeyFile, openSealer } from '@integration-client/core/secrets/seal';
import { createSettingsDatabase, openStore } from '@integration-client/core/store/open-store';
import { settingsDatabaseExists } from '@integration-client/core/store/settings-database-exists';
import { SettingsStore } from '@integration-client/core/store/settings-store';
import { SqliteFile, SqliteFileDialect } from '@integration-client/core/store/sqlite-dialect';
import type { Store } from '@integration-client/core/store/store';
import { openHere } from '@integration-client/host/application/open-application';
import { DatabaseSync } from '@photostructure/sqlite';
import { Kysely } from 'kysely';
import { diskError, watchedDisk } from '../filesystem/support.js';
import { configuration, destination, noSecrets, TemporaryHome } from './temporary-home.js';

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

  it('holds what was written before a crash', async () => {
    const { home } = temporary;
    const { database, key, log } = await crashed();
    await mkdir(home.directory);
    await writeFile(home.settingsDatabase, database);
    await writeFile(`${home.settingsDatabase}-wal`, log);
    await writeFile(home.key, key, { mode: 0o600 });
    assert.equal(await (await temporary.open()).fact('last'), 'before the crash');
  });

  it('takes back a change that a crash cut short before there was a log', async () => {
    const { home } = temporary;
    const other = await TemporaryHome.withDatabase();
    const writer = new DatabaseSync(other.home.settingsDatabase);
    try {
      // Pages that find no room in memory go to the file before the transaction ends.
      writer.exec('pragma cache_size = 1; begin');
      const insert = writer.prepare("insert into fact (name, value) values (?, 'x')");
      for (let number = 0; number < 3000; number += 1) insert.run(`fact ${number}`);
      await cp(other.home.directory, home.directory, { recursive: true });
      assert.ok((await stat(`${home.settingsDatabase}-journal`)).size > 0);
    } finally {
      writer.close();
      await other.remove();
    }
    const store = await temporary.open();
    assert.equal(await store.fact('fact 1'), undefined);
    await store.saveFact('a', 'b');
  });

  it('leaves nothing in the log when it is closed', async () => {
    const { home } = temporary;
    await createSettingsDatabase(home);
    const store = await temporary.open();
    await store.saveFact('a', 'b');
    assert.ok((await stat(`${home.settingsDatabase}-wal`)).size > 0);
    await store.close();
    assert.equal((await stat(`${home.settingsDatabase}-wal`).catch(() => undefined))?.size ?? 0, 0);
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

  it('on a full disk takes nothing, loses nothing, and goes on when there is room', async () => {
    await createSettingsDatabase(temporary.home);
    await (await temporary.open()).close();
    const file = new SqliteFile(temporary.home.settingsDatabase);
    const pages = (pragma: string) => Number(Object.values(file.prepare(pragma).all([])[0] as object)[0]);
    const store = new SettingsStore(
      new Kysely({ dialect: new SqliteFileDialect(file) }),
      await openSealer(temporary.home.key),
      () => new Date(),
      { kind: 'sqlite', file: temporary.home.settingsDatabase },
    );
    try {
      await store.configuration.save(configuration(), noSecrets);
      pages(`pragma max_page_count = ${pages('pragma page_count')}`);
      const large = configuration({
        destinations: [destination('Archive', { settings: { note: 'x'.repeat(100_000) } })],
      });
      const full = { name: 'RetryableError', code: 'disk-full', hint: /space/ };
      await assert.rejects(store.configuration.save(large, noSecrets), full);
      await assert.rejects(store.saveFact('large', 'x'.repeat(100_000)), full);
      assert.deepEqual(await store.configuration.load(), configuration());
      assert.equal(await store.fact('large'), undefined);
      pages('pragma max_page_count = 1000000');
      await store.configuration.save(large, noSecrets);
      assert.deepEqual(await store.configuration.load(), large);
      file.checkWhole();
    } finally {
      await store.close();
    }
  });
});

/** What the files of a database hold. */
interface Files {
  readonly database: Buffer;
  readonly key: Buffer;
  readonly log: Buffer;
}

/** What a process leaves that dies after it wrote. */
function crashed(facts = 0): Promise<Files> {
  return written(facts, async (store, files) => {
    const left = await files();
    await store.close();
    return left;
  });
}

/** What a process leaves that ends properly. */
function closed(facts: number): Promise<Files> {
  return written(facts, async (store, files) => {
    await store.close();
    return files();
  });
}

async function written(
  facts: number,
  end: (store: Store, files: () => Promise<Files>) => Promise<Files>,
): Promise<Files> {
  const temporary = await TemporaryHome.withDatabase();
  const { settingsDatabase, key } = temporary.home;
  try {
    const store = await temporary.open();
    for (let number = 0; number < facts; number += 1) await store.saveFact(randomUUID(), 'x'.repeat(2000));
    await store.saveFact('last', 'before the crash');
    return await end(store, async () => ({
      database: await readFile(settingsDatabase),
      key: await readFile(key),
      // Closed, it is empty, or gone as soon as the library's statements are collected.
      log: await readFile(`${settingsDatabase}-wal`).catch(() => Buffer.alloc(0)),
    }));
  } finally {
    await temporary.remove();
  }
}
