import assert from 'node:assert/strict';
import { join } from 'node:path';
import { storageTables } from '@integration-client/sdk';
import { fullSession } from '../relational/sample-session.js';
import { files } from './files.js';
import { content, itemOf, open, query, signal, withDatabase, withDirectory } from './support.js';

const item = itemOf(fullSession());

/** Delivers into a database that was made by this SQL; the error must say this, and nothing may have changed. */
async function refused(sql: string, code: string, ...parts: readonly string[]): Promise<void> {
  await withDirectory(async (directory) => {
    const file = join(directory, 'sessions.db');
    withDatabase(file, (db) => db.exec(sql));
    const before = files(directory);
    const destination = open(file);
    const expected = (error: Error & { code?: string }) => {
      assert.equal(error.name, 'ConfigError', error.stack ?? '');
      assert.equal(error.code, code);
      for (const part of [file, ...parts]) assert.ok(error.message.includes(part), `${part} in: ${error.message}`);
      return true;
    };
    await assert.rejects(destination.check(signal), expected);
    await assert.rejects(destination.deliver(item, signal), expected);
    await destination.close();
    assert.deepEqual(files(directory), before);
  });
}

describe('the schema of a SQLite storage database', () => {
  it('has the tables, columns, keys and indexes that are declared', () =>
    withDirectory(async (directory) => {
      const file = join(directory, 'sessions.db');
      const destination = open(file);
      await destination.deliver(item, signal);
      await destination.close();
      for (const table of storageTables) {
        const columns = query(file, `SELECT name FROM pragma_table_info('${table.name}')`).map((row) => row.name);
        assert.deepEqual(
          columns,
          table.columns.map((column) => column.name),
        );
        const keys = query(file, `SELECT "from", "table", on_delete FROM pragma_foreign_key_list('${table.name}')`);
        assert.deepEqual(
          keys,
          table.columns.flatMap(({ name, references }) =>
            references ? [{ from: name, table: references, on_delete: 'CASCADE' }] : [],
          ),
        );
        const indexes = query(file, `SELECT name, "unique" FROM pragma_index_list('${table.name}')`).map((index) =>
          [
            index.unique,
            ...query(file, `SELECT name FROM pragma_index_info('${index.name}')`).map((row) => row.name),
          ].join(' '),
        );
        const declared = [
          ...table.unique.map((names) => [1, ...names].join(' ')),
          ...table.indexes.map((names) => [0, ...names].join(' ')),
        ];
        assert.deepEqual(indexes.sort(), declared.sort());
      }
      assert.equal(query(file, 'PRAGMA foreign_key_check').length, 0);
    }));

  it('refuses tables of somebody else, names all that is wrong, and alters nothing', () =>
    refused(
      'CREATE TABLE session (id INTEGER PRIMARY KEY, lsid TEXT, note TEXT NOT NULL); CREATE TABLE Team (id TEXT PRIMARY KEY); CREATE VIEW customer AS SELECT 1; INSERT INTO session (lsid, note) VALUES (1, 2)',
      'foreign-table',
      'session lacks type, start_time',
      'session.note is NOT NULL without a default',
      'team lacks session_id, team_id, name',
      'team.id is not its INTEGER PRIMARY KEY',
      'customer is not a table',
    ));

  it('refuses a table whose rows would stay behind when their session is replaced', () =>
    refused(
      'CREATE TABLE team (id INTEGER PRIMARY KEY, session_id INTEGER, team_id TEXT, name TEXT, is_primary INTEGER)',
      'foreign-table',
      'team.session_id does not refer to session ON DELETE CASCADE',
    ));

  it('refuses the database of another program', async () => {
    await refused('PRAGMA application_id = 7; CREATE TABLE other (id)', 'foreign-database', 'application_id 7');
    await refused('PRAGMA user_version = 3; CREATE TABLE other (id)', 'foreign-database', 'user_version 3');
    await refused("PRAGMA encoding = 'UTF-16le'; CREATE TABLE other (id)", 'foreign-database', 'UTF-16le');
  });

  it('refuses a database of a newer version', () =>
    refused(
      `PRAGMA application_id = ${0x49437373}; PRAGMA user_version = 99; CREATE TABLE x (id)`,
      'newer-database',
      '99',
    ));

  it('takes a database in which other tables live, and leaves those alone', () =>
    withDirectory(async (directory) => {
      const file = join(directory, 'sessions.db');
      withDatabase(file, (db) => db.exec('CREATE TABLE notes (text); INSERT INTO notes VALUES (1)'));
      const destination = open(file);
      await destination.check(signal);
      await destination.deliver(item, signal);
      await destination.close();
      assert.deepEqual(query(file, 'SELECT * FROM notes'), [{ text: 1 }]);
      assert.equal(query(file, 'SELECT * FROM session').length, 1);
    }));

  it('adds what a database of an earlier version lacks, and keeps what it holds', () =>
    withDirectory(async (directory) => {
      const file = join(directory, 'sessions.db');
      const expected = join(directory, 'expected.db');
      const first = open(file);
      await first.deliver(itemOf(fullSession({ lsid: 'old' })), signal);
      await first.close();
      withDatabase(file, (db) =>
        db.exec(`ALTER TABLE session_event DROP COLUMN body; ALTER TABLE session DROP COLUMN file_moves;
          DROP TABLE custom_attribute; DROP INDEX session_start_time; PRAGMA user_version = 0`),
      );
      const second = open(file);
      await second.check(signal);
      await second.deliver(item, signal);
      assert.deepEqual(query(file, 'SELECT lsid, file_moves FROM session ORDER BY id'), [
        { lsid: 'old', file_moves: null },
        { lsid: item.session.lsid, file_moves: 1 },
      ]);
      assert.equal(query(file, "SELECT name FROM sqlite_schema WHERE name = 'session_start_time'").length, 1);
      // Delivered again, the old session is whole again.
      await second.deliver(itemOf(fullSession({ lsid: 'old' })), signal);
      await second.close();
      const direct = open(expected);
      await direct.deliverMany([itemOf(fullSession({ lsid: 'old' })), item], signal);
      await direct.close();
      assert.equal(sorted(content(file)), sorted(content(expected)));
    }));

  it('does not add columns to tables of its own version that somebody altered', () =>
    withDirectory(async (directory) => {
      const file = join(directory, 'sessions.db');
      const first = open(file);
      await first.deliver(item, signal);
      await first.close();
      withDatabase(file, (db) => db.exec('ALTER TABLE team RENAME COLUMN name TO title'));
      const second = open(file);
      await assert.rejects(second.deliver(item, signal), { code: 'foreign-table', message: /team lacks name/ });
      await second.close();
    }));

  it('is looked at again when it changes under an open connection', () =>
    withDirectory(async (directory) => {
      const file = join(directory, 'sessions.db');
      const destination = open(file);
      await destination.deliver(item, signal);
      withDatabase(file, (db) => db.exec('DROP TABLE team'));
      await assert.rejects(destination.deliver(item, signal), { name: 'RetryableError', code: 'database-changed' });
      await destination.deliver(item, signal);
      await destination.close();
      assert.equal(query(file, 'SELECT * FROM team').length, 2);
    }));
});

/** The rows of each table in an order of their own. */
function sorted(text: string): string {
  const tables: unknown[][] = JSON.parse(text);
  return JSON.stringify(
    tables.map((rows) => rows.map((row) => JSON.stringify(Object.entries(row as object).sort())).sort()),
  );
}
