import assert from 'node:assert/strict';
import { join } from 'node:path';
import { storageTables } from '@integration-client/sdk';
import { bareSession, fullSession } from '../relational/sample-session.js';
import { dump, itemOf, open, query, signal, whileLocked, withDatabase, withDirectory } from './support.js';

const lastId = '9223372036854775807';

/** A batch that inserts into every table and replaces a session, after which nothing may differ when it fails. */
async function withStored(work: (file: string, deliver: () => Promise<unknown>) => Promise<void>): Promise<void> {
  await withDirectory(async (directory) => {
    const file = join(directory, 'sessions.db');
    const destination = open(file, true);
    await destination.deliverMany([itemOf(fullSession()), itemOf(fullSession({ lsid: 'pra' }), 'PRA')], signal);
    const batch = [
      itemOf(bareSession({ lsid: 'small' })),
      itemOf(fullSession({ externalKey: 'changed' })),
      itemOf(fullSession({ lsid: 'pra', externalKey: 'changed' }), 'PRA'),
    ];
    await work(file, () => destination.deliverMany(batch, signal));
    assert.deepEqual(
      query(file, 'SELECT lsid, external_key FROM session ORDER BY id').map((row) => row.external_key),
      ['changed', 'changed', null],
    );
    await destination.close();
  });
}

describe('a failure while SQLite stores sessions', () => {
  for (const { name } of storageTables) {
    it(`leaves everything as it was when ${name} takes no more rows, and is repaired by repeating`, () =>
      withStored(async (file, deliver) => {
        const before = dump(file);
        // SQLite calls a table that has used its last id full, as it does a disk.
        const [used] = query(file, `SELECT seq FROM sqlite_sequence WHERE name = '${name}'`);
        const set = (seq: unknown) =>
          withDatabase(file, (db) => db.exec(`UPDATE sqlite_sequence SET seq = ${seq} WHERE name = '${name}'`));
        set(lastId);
        await assert.rejects(deliver(), { name: 'UnreachableError', code: 'disk-full' });
        assert.equal(dump(file), before);
        set(used?.seq);
        await deliver();
      }));

    for (const action of name === 'session' ? ['INSERT', 'UPDATE'] : ['INSERT', 'DELETE']) {
      it(`leaves everything as it was when ${action} of ${name} is refused`, () =>
        withStored(async (file, deliver) => {
          const before = dump(file);
          withDatabase(file, (db) =>
            db.exec(`CREATE TRIGGER refuse BEFORE ${action} ON "${name}" BEGIN SELECT RAISE(ABORT, 'refused'); END`),
          );
          await assert.rejects(deliver(), { name: 'ItemError', code: 'row-refused', message: /refused$/ });
          assert.equal(dump(file), before);
          withDatabase(file, (db) => db.exec('DROP TRIGGER refuse'));
          await deliver();
        }));
    }
  }

  it('is to be repeated when another program keeps the database locked', () =>
    withStored(async (file, deliver) => {
      await whileLocked(file, () => assert.rejects(deliver(), { name: 'UnreachableError', code: 'database-busy' }));
      await deliver();
    }));
});
