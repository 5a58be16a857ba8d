import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { migrate } from '@integration-client/core/store/migrate';
import { migrations } from '@integration-client/core/store/migrations/index';
import type { SettingsDatabase } from '@integration-client/core/store/schema';
import { SqliteFile, SqliteFileDialect } from '@integration-client/core/store/sqlite-dialect';
import { DatabaseSync } from '@photostructure/sqlite';
import { Kysely, type Migration } from 'kysely';
import { TemporaryHome } from './temporary-home.js';

const addTable: Migration = {
  up: async (database) => {
    await database.schema.createTable('extra').addColumn('a', 'integer').execute();
  },
};

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

  it('keep a copy of what was there before, and apply once', async () => {
    const more = { ...migrations, '0002-extra': addTable };
    const migrated = database();
    await migrate(migrated, path, more);
    await migrate(migrated, path, more);
    assert.ok(tables(path).includes('extra'));
    assert.deepEqual(await beside(), ['settings.db.before-2']);
    const copy = `${path}.before-2`;
    assert.ok(!tables(copy).includes('extra'));
    const reader = new DatabaseSync(copy, { readOnly: true });
    assert.equal(reader.prepare("select value from fact where name = 'written'").get()?.value, 'before');
    reader.close();
  });

  it('keep no copy when there is nothing to do', async () => {
    await migrate(database(), path, migrations);
    assert.deepEqual(await beside(), []);
  });

  it('leave everything as it was when one fails', async () => {
    const broken: Migration = {
      up: async () => {
        throw new Error('broken on purpose');
      },
    };
    const attempt = migrate(database(), path, { ...migrations, '0002-extra': addTable, '0003-broken': broken });
    await assert.rejects(attempt, /broken on purpose/);
    assert.ok(!tables(path).includes('extra'));
    const store = await temporary.open();
    assert.equal(await store.fact('written'), 'before');
  });

  it('of a newer version make an older one stop', async () => {
    await migrate(database(), path, { ...migrations, '0002-extra': addTable });
    await assert.rejects(temporary.open(), {
      name: 'ConfigError',
      code: 'settings-database-newer',
      message: /0002-extra/,
    });
  });

  it('apply once when two processes begin at the same time', async () => {
    const more = { ...migrations, '0002-extra': addTable };
    await Promise.all([migrate(database(), path, more), migrate(database(), path, more)]);
    assert.ok(tables(path).includes('extra'));
    assert.ok(!tables(`${path}.before-2`).includes('extra'));
  });
});
