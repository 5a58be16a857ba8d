import assert from 'node:assert/strict';
import { cp, mkdir, stat, writeFile } from 'node:fs/promises';
import { openSealer } from '@integration-client/core/secrets/seal';
import { createSettingsDatabase } from '@integration-client/core/store/open-store';
import { SettingsStore } from '@integration-client/core/store/settings-store';
import { SqliteFile, SqliteFileDialect } from '@integration-client/core/store/sqlite-dialect';
import { DatabaseSync } from '@photostructure/sqlite';
import { Kysely } from 'kysely';
import { configuration, destination, noSecrets, TemporaryHome } from './temporary-home.js';
import { crashed } from './written-files.js';

describe('the settings database as a file', () => {
  let temporary: TemporaryHome;

  beforeEach(async () => {
    temporary = await TemporaryHome.make();
  });

  afterEach(() => temporary.remove());

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
