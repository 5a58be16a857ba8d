import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DeliveryRecord, type Holding, type Item, type Receipt, storageTables } from '@integration-client/sdk';
import { DatabaseSync } from '@photostructure/sqlite';
import { bareSession, fullSession, sampleEvent } from '../relational/sample-session.js';
import { files } from './files.js';
import { itemOf, open, query, signal, unreadable, withDatabase, withDirectory } from './support.js';

/** A session for Remote Support and one for Privileged Remote Access: together they have rows in every table. */
const both = [itemOf(fullSession()), itemOf(fullSession({ lsid: 'pra' }), 'PRA')];

async function deliver(file: string, items: readonly Item[] = both): Promise<DeliveryRecord[]> {
  const destination = open(file, true);
  const receipts = await destination.deliverMany(items, signal);
  await destination.close();
  return items.map(({ key, operation }, index) => ({ key, operation, receipt: receipts[index] as Receipt }));
}

function verify(file: string, deliveries: readonly DeliveryRecord[]): Promise<readonly Holding[]> {
  return open(file).verify(deliveries, signal);
}

async function locations(file: string): Promise<string[]> {
  const found: string[] = [];
  for await (const location of open(file).locations(signal)) found.push(location);
  return found;
}

/** The database without what a connection of this process may have left beside it. */
function alone(file: string, directory: string): string {
  const copy = join(directory, `alone-${Math.random()}`, 'sessions.db');
  mkdirSync(join(copy, '..'));
  copyFileSync(file, copy);
  return copy;
}

function inDirectory(work: (file: string, directory: string) => Promise<void>): () => Promise<void> {
  return () => withDirectory((directory) => work(join(directory, 'sessions.db'), directory));
}

describe('what a SQLite storage database still holds of what was delivered', () => {
  it(
    'is said of each delivery in their order',
    inDirectory(async (file) => {
      const items = ['a', 'b', 'c', 'd'].map((lsid) => itemOf(bareSession({ lsid, events: [sampleEvent()] })));
      const deliveries = await deliver(file, items);
      withDatabase(file, (db) => {
        db.exec("PRAGMA foreign_keys = ON; DELETE FROM session WHERE lsid = 'b'");
        db.exec("UPDATE session_event SET body = 'x' WHERE session_id = (SELECT id FROM session WHERE lsid = 'c')");
      });
      assert.deepEqual(await verify(file, deliveries), ['intact', 'missing', 'changed', 'intact']);
      assert.deepEqual(await verify(file, [...deliveries].reverse()), ['intact', 'changed', 'missing', 'intact']);
      assert.deepEqual(await verify(file, []), []);
    }),
  );

  it(
    'is what a session is now, after it was replaced',
    inDirectory(async (file) => {
      const before = await deliver(file);
      const after = await deliver(file, [itemOf(fullSession({ externalKey: 'changed' })), both[1] as Item]);
      assert.deepEqual(await verify(file, after), ['intact', 'intact']);
      assert.deepEqual(await verify(file, before), ['changed', 'intact']);
      assert.deepEqual(await verify(file, await deliver(file)), ['intact', 'intact']);
    }),
  );

  it(
    'is looked for by the host and the session of the key, however the host is written',
    inDirectory(async (file) => {
      const hosts = ['Support.Example.com:443', 'support.example.com:8443', '[2001:db8::1]:8443'];
      const lsids = ['a', 'a/b', "x' OR '1'='1", 'n\0l', 'é'];
      const items = hosts.flatMap((host) => lsids.map((lsid) => itemOf(bareSession({ lsid }), 'RS', host)));
      const deliveries = await deliver(file, items);
      assert.deepEqual(
        await verify(file, deliveries),
        deliveries.map(() => 'intact'),
      );
      const others = deliveries.map((one) => ({ ...one, key: `other.${one.key}` }));
      assert.deepEqual(
        await verify(file, others),
        deliveries.map(() => 'missing'),
      );
    }),
  );

  it(
    'is intact under another number too',
    inDirectory(async (file, directory) => {
      const deliveries = await deliver(file, both);
      const again = join(directory, 'again.db');
      await deliver(again, [itemOf(bareSession({ lsid: 'first' })), ...[...both].reverse()]);
      assert.deepEqual(await verify(again, deliveries), ['intact', 'intact']);
    }),
  );

  describe('is changed when anything of it is', () => {
    const ordered = new Set(['session_event', 'session_event_data', 'representative', 'user', 'team']);
    const values: Record<string, string> = { timestamp: "'2001-01-01 00:00:00'", integer: '987', boolean: '7' };

    for (const table of storageTables) {
      const columns = table.columns.filter((column) => column.type !== 'id' && column.references === undefined);

      it(
        `${table.name}: each column, put in place of its value or of none, and taken away`,
        inDirectory(async (file) => {
          const deliveries = await deliver(file);
          const holdsChange = async (sql: string): Promise<boolean> => {
            withDatabase(file, (db) => db.exec(sql));
            return (await verify(file, deliveries)).includes('changed');
          };
          for (const { name, type } of columns) {
            // Another host or lsid is another session.
            if (name === 'lsid' || (table.name === 'session' && name === 'host_name')) continue;
            withDatabase(file, (db) =>
              db.exec(`CREATE TABLE kept AS SELECT id, "${name}" AS value FROM "${table.name}"`),
            );
            const restore = `UPDATE "${table.name}" SET "${name}" = (SELECT value FROM kept WHERE kept.id = "${table.name}".id)`;
            for (const value of [values[type] ?? "'else'", "''", 'NULL']) {
              const same = query(file, `SELECT 1 FROM "${table.name}" WHERE "${name}" IS NOT ${value}`).length === 0;
              const changed = await holdsChange(`UPDATE "${table.name}" SET "${name}" = ${value}`);
              assert.equal(changed, !same, `${name} = ${value}`);
              assert.equal(await holdsChange(restore), false, `${name} put back`);
            }
            withDatabase(file, (db) => db.exec('DROP TABLE kept'));
          }
        }),
      );

      if (table.name === 'session') continue;
      it(
        `${table.name}: a row less, a row more, rows in another order`,
        inDirectory(async (file) => {
          const parent = table.columns.find((column) => column.references)?.name;
          const names = columns.map((column) => `"${column.name}"`).join(', ');
          const changes = [
            `DELETE FROM "${table.name}" WHERE id = (SELECT min(id) FROM "${table.name}")`,
            `INSERT INTO "${table.name}" (${parent}) SELECT min(${parent}) FROM "${table.name}"`,
            `INSERT INTO "${table.name}" (${parent}, ${names}) SELECT ${parent}, ${names} FROM "${table.name}"`,
            // Of customers, attributes and system information the sample has one row each: no order to change.
            ...(ordered.has(table.name) ? [`UPDATE "${table.name}" SET id = -id`] : []),
          ];
          for (const change of changes) {
            const deliveries = await deliver(file);
            withDatabase(file, (db) => db.exec(`PRAGMA foreign_keys = OFF; ${change}`));
            assert.ok((await verify(file, deliveries)).includes('changed'), change);
          }
        }),
      );
    }

    it(
      'a value moved from one event to the next, or from one column to another',
      inDirectory(async (file) => {
        for (const change of [
          'UPDATE session_event_data SET session_event_id = session_event_id - 1 WHERE id = (SELECT min(id) FROM session_event_data)',
          'UPDATE customer SET company_code = company_name, company_name = NULL',
          "UPDATE customer SET company_name = company_name || ' company_code=2:EX', company_code = NULL",
        ]) {
          const deliveries = await deliver(file);
          withDatabase(file, (db) => db.exec(change));
          assert.ok((await verify(file, deliveries)).includes('changed'), change);
        }
      }),
    );

    it(
      'a table that somebody dropped',
      inDirectory(async (file) => {
        const deliveries = await deliver(file);
        withDatabase(file, (db) => db.exec('DROP TABLE team'));
        assert.deepEqual(await verify(file, deliveries), ['changed', 'changed']);
        withDatabase(file, (db) => db.exec('DROP TABLE session'));
        assert.deepEqual(await verify(file, deliveries), ['missing', 'missing']);
        assert.deepEqual(await locations(file), []);
      }),
    );
  });

  it(
    'is as intact when somebody added columns, indexes and tables',
    inDirectory(async (file) => {
      const deliveries = await deliver(file);
      withDatabase(file, (db) => {
        db.exec("ALTER TABLE session ADD COLUMN mine TEXT DEFAULT 'mine'; CREATE INDEX body ON session_event (body)");
        db.exec('CREATE TABLE own (id INTEGER)');
      });
      assert.deepEqual(await verify(file, deliveries), ['intact', 'intact']);
    }),
  );

  it(
    'is as intact in a database of an earlier version, which lacks columns and tables',
    inDirectory(async (file) => {
      const items = [itemOf(bareSession()), itemOf(bareSession({ lsid: 'two', events: [sampleEvent()] }))];
      const deliveries = await deliver(file, items);
      withDatabase(file, (db) => {
        db.exec('ALTER TABLE session_event DROP COLUMN body; ALTER TABLE session DROP COLUMN jumpoint_id');
        db.exec('DROP TABLE custom_attribute; PRAGMA user_version = 0');
      });
      assert.deepEqual(await verify(file, deliveries), ['intact', 'intact']);
      await deliver(file, items.slice(1)); // brings the tables up to date
      assert.deepEqual(await verify(file, deliveries), ['intact', 'intact']);
    }),
  );

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

  it(
    'is found where the receipt says, and where the settings say by now',
    inDirectory(async (file, directory) => {
      const [first, second] = await deliver(file);
      assert.ok(first && second);
      const moved = join(directory, 'moved.db');
      assert.deepEqual(await verify(moved, [first, second]), ['intact', 'intact']);
      await deliver(moved, [itemOf(fullSession({ externalKey: 'changed' }))]);
      assert.deepEqual(await verify(moved, [first, second]), ['changed', 'intact']);
      const copy = alone(file, directory);
      rmSync(file);
      assert.deepEqual(await verify(copy, [first, second]), ['intact', 'intact']);
      assert.deepEqual(await locations(copy), [`${copy}: session 1`, `${copy}: session 2`]);
    }),
  );

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

  it(
    'is not looked at any further when it is to end',
    inDirectory(async (file) => {
      const deliveries = await deliver(file);
      const stop = new AbortController();
      const reason = new Error('enough');
      stop.abort(reason);
      await assert.rejects(open(file).verify(deliveries, stop.signal), (error) => error === reason);
      await assert.rejects(
        async () => {
          for await (const _ of open(file).locations(stop.signal));
        },
        (error) => error === reason,
      );
    }),
  );

  it(
    'has the locations of all its sessions, as receipts write them',
    inDirectory(async (file) => {
      const items = Array.from({ length: 1203 }, (_, index) => itemOf(bareSession({ lsid: `${index}` })));
      const deliveries = await deliver(file, items);
      assert.deepEqual(
        await locations(file),
        deliveries.map(({ receipt }) => receipt.location),
      );
      withDatabase(file, (db) => db.exec('UPDATE session SET id = 9223372036854775807 WHERE id = 1203'));
      assert.equal((await locations(file)).at(-1), `${file}: session 9223372036854775807`);
      assert.equal((await verify(file, deliveries)).filter((holding) => holding === 'intact').length, 1203);
    }),
  );

  it(
    'says nothing of a session that was never stored',
    inDirectory(async (file) => {
      await assert.rejects(deliver(file, [itemOf(bareSession()), unreadable(bareSession({ lsid: 'b' }))]));
      const [record] = await deliver(file, [itemOf(bareSession())]);
      assert.deepEqual(await verify(file, [{ ...(record as DeliveryRecord), key: 'support.example.com/sessions/b' }]), [
        'missing',
      ]);
    }),
  );
});
