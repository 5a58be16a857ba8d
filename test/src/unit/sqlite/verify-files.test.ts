import assert from 'node:assert/strict';
import { copyFileSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeliveryRecord, Receipt } from '@integration-client/sdk';
import { DatabaseSync } from '@photostructure/sqlite';
import { bareSession, fullSession } from '../relational/sample-session.js';
import { files } from './files.js';
import { itemOf, open, signal, withDatabase } from './support.js';
import { alone, both, deliver, inDirectory, locations, verify } from './verified.js';

/** What depends on the file of a database, and on who else has it open. */
describe('what a SQLite storage database still holds of what was delivered, by its file', () => {
  describe('is missing', () => {
    it(
      'when the database or its directory is not there, and it is put right by delivering again',
      inDirectory(async (file, directory) => {
        const deliveries = await deliver(file);
        const elsewhere = deliveries.map((one) => ({ ...one, receipt: { ...one.receipt, location: 'row 1' } }));
        assert.deepEqual(await verify(join(directory, 'a', 'b.db'), elsewhere), ['missing', 'missing']);
        rmSync(file);
        for (const beside of ['-wal', '-shm']) rmSync(`${file}${beside}`, { force: true });
        assert.deepEqual(await verify(file, deliveries), ['missing', 'missing']);
        assert.deepEqual(await locations(file), []);
        assert.equal(existsSync(file), false);
        await deliver(file);
        assert.deepEqual(await verify(file, deliveries), ['intact', 'intact']);
      }),
    );

    it(
      'when the file is empty, or the database holds nothing yet',
      inDirectory(async (file, directory) => {
        const deliveries = await deliver(file);
        const empty = join(directory, 'empty.db');
        writeFileSync(empty, '');
        renameSync(file, join(directory, 'elsewhere.db'));
        assert.deepEqual(await verify(empty, deliveries), ['missing', 'missing']);
        assert.deepEqual(await locations(empty), []);
      }),
    );
  });

  describe('cannot be said', () => {
    const fails = async (file: string, deliveries: readonly DeliveryRecord[], expected: object): Promise<void> => {
      await assert.rejects(verify(file, deliveries), expected);
      await assert.rejects(locations(file), expected);
    };

    it(
      'of a database that is damaged, where its tables are listed or further in',
      inDirectory(async (file, directory) => {
        const sessions = Array.from({ length: 300 }, (_, index) => itemOf(fullSession({ lsid: `${index}` })));
        const deliveries = await deliver(file, sessions);
        const bytes = Buffer.from(files(join(file, '..'))['sessions.db'] ?? '', 'latin1');
        const torn = join(directory, 'torn.db');
        writeFileSync(torn, Buffer.from(bytes).fill(0xff, 100, 4096));
        await fails(torn, deliveries, { name: 'ConfigError', code: 'not-a-database' });
        writeFileSync(torn, Buffer.from(bytes).fill(0xff, 4096));
        await assert.rejects(verify(torn, deliveries), { name: 'ConfigError', code: 'not-a-database' });
        writeFileSync(torn, bytes.subarray(0, 8192));
        await assert.rejects(verify(torn, deliveries), { name: 'ConfigError', code: 'not-a-database' });
        writeFileSync(torn, 'This is a letter and not a database. '.repeat(200));
        await fails(torn, deliveries, { name: 'ConfigError', code: 'not-a-database' });
      }),
    );

    it(
      'of the database of another program, and of a directory',
      inDirectory(async (file, directory) => {
        const deliveries = await deliver(file);
        const foreign = join(directory, 'foreign.db');
        withDatabase(foreign, (db) => db.exec('PRAGMA application_id = 7; CREATE TABLE session (lsid TEXT)'));
        await fails(foreign, deliveries, { name: 'ConfigError', code: 'foreign-database' });
        await fails(directory, deliveries, { name: 'ConfigError', code: 'database-not-writable' });
      }),
    );

    it(
      'of a database that another program keeps for itself',
      inDirectory(async (file, directory) => {
        const deliveries = await deliver(file);
        const copy = alone(file, directory);
        const other = new DatabaseSync(copy);
        try {
          other.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE; UPDATE session SET lseq = 9');
          await assert.rejects(verify(copy, deliveries), { name: 'UnreachableError', code: 'database-busy' });
          other.exec('ROLLBACK');
        } finally {
          other.close();
        }
        assert.deepEqual(await verify(copy, deliveries), ['intact', 'intact']);
      }),
    );
  });

  it(
    'includes what is only in the write-ahead log, of a process that writes or of one that died',
    inDirectory(async (file, directory) => {
      const writer = open(file, true);
      const receipts = await writer.deliverMany(both, signal);
      const deliveries = both.map((item, index): DeliveryRecord => ({ ...item, receipt: receipts[index] as Receipt }));
      assert.ok((files(directory)['sessions.db-wal'] ?? '').length > 0);
      assert.deepEqual(await verify(file, deliveries), ['intact', 'intact']);
      for (const beside of [['-wal'], ['-wal', '-shm']]) {
        const copy = alone(file, directory);
        for (const name of beside) copyFileSync(`${file}${name}`, `${copy}${name}`);
        assert.deepEqual(await verify(copy, deliveries), ['intact', 'intact'], beside.join());
        assert.equal((await locations(copy)).length, 2);
      }
      await writer.close();
    }),
  );

  it(
    'is looked at without changing a byte, or making a file',
    inDirectory(async (file, directory) => {
      const deliveries = await deliver(file);
      const copy = alone(file, directory);
      const before = files(join(copy, '..'));
      assert.deepEqual(await verify(copy, deliveries), ['intact', 'intact']);
      assert.equal((await locations(copy)).length, 2);
      assert.deepEqual(files(join(copy, '..')), before);
      assert.deepEqual(Object.keys(before), ['sessions.db']);
    }),
  );

  it(
    'is not told from what was there before somebody wrote meanwhile',
    inDirectory(async (file, directory) => {
      const deliveries = await deliver(file);
      const copy = alone(file, directory);
      let looks = 0;
      const afterTheFirst = (write: () => void): AbortSignal =>
        Object.assign(new AbortController().signal, {
          throwIfAborted: () => {
            if (++looks === 2) write();
          },
        });
      // Nobody had it open when the look began, and nobody has when it ends.
      const change = () =>
        withDatabase(copy, (db) => db.exec('PRAGMA journal_mode = DELETE; UPDATE session SET lseq = 1'));
      assert.deepEqual(await open(copy).verify(deliveries, afterTheFirst(change)), ['changed', 'changed']);
      assert.equal(looks, 4);
      // Somebody still has it open, and what he wrote is only in the write-ahead log.
      const now = await deliver(copy);
      const other = alone(copy, directory);
      const writer = new DatabaseSync(other);
      looks = 0;
      const go = () => writer.exec('PRAGMA journal_mode = WAL; UPDATE session SET lseq = 2');
      assert.deepEqual(await open(other).verify(now, afterTheFirst(go)), ['changed', 'changed']);
      assert.equal(looks, 4);
      writer.close();
    }),
  );

  it(
    'can be written to while it is looked at, and after',
    inDirectory(async (file) => {
      const deliveries = await deliver(file);
      const writer = open(file);
      await writer.deliver(itemOf(bareSession({ lsid: 'open' })), signal);
      const looks = await Promise.all([
        verify(file, deliveries),
        writer.deliver(itemOf(bareSession({ lsid: 'meanwhile' })), signal),
        verify(file, deliveries),
      ]);
      assert.deepEqual(
        [looks[0], looks[2]],
        [
          ['intact', 'intact'],
          ['intact', 'intact'],
        ],
      );
      await writer.close();
      assert.equal((files(join(file, '..'))['sessions.db-wal'] ?? '').length, 0);
    }),
  );
});
