import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { migrate } from '@integration-client/core/store/migrate';
import { migrations } from '@integration-client/core/store/migrations/index';
import type { SettingsDatabase } from '@integration-client/core/store/schema';
import { SqliteFile, SqliteFileDialect } from '@integration-client/core/store/sqlite-dialect';
import { nodeDisk } from '@integration-client/sdk';
import { DatabaseSync } from '@photostructure/sqlite';
import { Kysely, type Migration } from 'kysely';
import { TemporaryHome } from './temporary-home.js';

const addTable: Migration = {
  up: async (database) => {
    await database.schema.createTable('extra').addColumn('a', 'integer').execute();
  },
};

/** Named after the first migration that was not applied yet. */
const copyName = `settings.db.before-${Object.keys(migrations).length + 1}`;

describe('migrations of the settings database', () => {
  let temporary: TemporaryHome;
  let path: string;
  const open: SettingsDatabase[] = [];

  beforeEach(async () => {
    temporary = await TemporaryHome.withDatabase();
    path = temporary.home.settingsDatabase;
    const store = await temporary.open();
    await store.saveFact('written', 'before');
    await store.close();
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map((database) => database.destroy()));
    await temporary.remove();
  });

  function database(): SettingsDatabase {
    const made: SettingsDatabase = new Kysely({ dialect: new SqliteFileDialect(new SqliteFile(path)) });
    open.push(made);
    return made;
  }

  function tables(file: string): string[] {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      return database
        .prepare('select name from sqlite_master')
        .all()
        .map((row) => row.name);
    } finally {
      database.close();
    }
  }

  const beside = async () => (await readdir(temporary.home.directory)).filter((name) => name.includes('before'));

  it('make the tables that databases of earlier versions have, to the letter', async () => {
    const file = new SqliteFile(':memory:');
    const made = new Kysely<unknown>({ dialect: new SqliteFileDialect(file) });
    const { '0001-initial': initial, '0002-dropped': dropped } = migrations;
    for (const released of [initial, dropped]) await released?.up(made);
    const schema = file.prepare('select type, name, tbl_name, sql from sqlite_schema order by rowid').all([]);
    const hash = createHash('sha256').update(JSON.stringify(schema)).digest('hex');
    // Where this fails a migration that was released makes something else now.
    assert.equal(hash, '21ff452a566e3729032a8b1761e961239c3d9753f05db49ad5a2b1b116495366', JSON.stringify(schema));
    await made.destroy();
  });

  it('keep a copy of what was there before, and apply once', async () => {
    const more = { ...migrations, '9998-extra': addTable };
    const migrated = database();
    await migrate(migrated, path, more, nodeDisk);
    await migrate(migrated, path, more, nodeDisk);
    assert.ok(tables(path).includes('extra'));
    assert.deepEqual(await beside(), [copyName]);
    const copy = join(temporary.home.directory, copyName);
    assert.ok(!tables(copy).includes('extra'));
    const reader = new DatabaseSync(copy, { readOnly: true });
    assert.equal(reader.prepare("select value from fact where name = 'written'").get()?.value, 'before');
    reader.close();
  });

  it('keep no copy when there is nothing to do', async () => {
    await migrate(database(), path, migrations, nodeDisk);
    assert.deepEqual(await beside(), []);
  });

  it('leave everything as it was when one fails', async () => {
    const broken: Migration = {
      up: async () => {
        throw new Error('broken on purpose');
      },
    };
    const attempt = migrate(
      database(),
      path,
      { ...migrations, '9998-extra': addTable, '9999-broken': broken },
      nodeDisk,
    );
    await assert.rejects(attempt, /broken on purpose/);
    assert.ok(!tables(path).includes('extra'));
    const store = await temporary.open();
    assert.equal(await store.fact('written'), 'before');
  });

  it('leave everything as it was when the disk is full', async () => {
    const file = new SqliteFile(path);
    const full: SettingsDatabase = new Kysely({ dialect: new SqliteFileDialect(file) });
    open.push(full);
    const pages = file.prepare('pragma page_count').all([])[0] as { readonly page_count: number };
    file.prepare(`pragma max_page_count = ${pages.page_count}`).all([]);
    const attempt = migrate(full, path, { ...migrations, '9998-extra': addTable }, nodeDisk);
    await assert.rejects(attempt, { name: 'RetryableError', code: 'disk-full' });
    file.checkWhole();
    assert.ok(!tables(path).includes('extra'));
    assert.deepEqual(await beside(), [copyName]);
    file.prepare('pragma max_page_count = 1000000').all([]);
    await migrate(full, path, { ...migrations, '9998-extra': addTable }, nodeDisk);
    assert.ok(tables(path).includes('extra'));
  });

  it('of a newer version make an older one stop', async () => {
    await migrate(database(), path, { ...migrations, '9998-extra': addTable }, nodeDisk);
    await assert.rejects(temporary.open(), {
      name: 'ConfigError',
      code: 'settings-database-newer',
      message: /9998-extra/,
    });
  });

  it('apply once when two processes begin at the same time', async () => {
    const more = { ...migrations, '9998-extra': addTable };
    await Promise.all([migrate(database(), path, more, nodeDisk), migrate(database(), path, more, nodeDisk)]);
    assert.ok(tables(path).includes('extra'));
    assert.ok(!tables(join(temporary.home.directory, copyName)).includes('extra'));
  });
});
