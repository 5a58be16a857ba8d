import assert from 'node:assert/strict';
import { existsSync, readdirSync, renameSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import plugin from '@integration-client/plugin-sqlite';
import { ItemError, type Session, Tokens } from '@integration-client/sdk';
import { DatabaseSync } from '@photostructure/sqlite';
import fc from 'fast-check';
import { container } from 'tsyringe';
import { bareSession, fullSession, sampleEvent } from '../relational/sample-session.js';
import { content, dump, itemOf, open, query, signal, silentLog, unreadable, withDirectory } from './support.js';

describe('the SQLite destination', () => {
  it('is a plugin whose destination the container can make', async () => {
    const child = container.createChildContainer();
    child.register(Tokens.Settings, { useValue: { file: '/nowhere/x.db', storeSystemInformation: false } });
    child.register(Tokens.Logger, { useValue: silentLog });
    await child.resolve(plugin.destination).close();
    assert.deepEqual([plugin.name, plugin.displayName, plugin.operations], ['sqlite', 'SQLite', ['sessions']]);
  });

  it('stores a session with all that belongs to it, in directories it makes', () =>
    withDirectory(async (directory) => {
      const file = join(directory, 'a', 'b', 'sessions.db');
      const destination = open(file, true);
      const { outcome, location } = await destination.deliver(itemOf(fullSession()), signal);
      assert.deepEqual({ outcome, location }, { outcome: 'stored', location: `${file}: session 1` });
      await destination.close();
      assert.deepEqual(query(file, 'SELECT lsid, lseq, start_time, end_time, host_name, file_transfers FROM session'), [
        {
          lsid: 'e9e99aeb9ad54fb381634498502c5a1b',
          lseq: 8,
          start_time: '2024-12-03 15:26:05',
          end_time: '2024-12-03 15:41:07',
          host_name: 'support.example.com',
          file_transfers: 2,
        },
      ]);
      assert.deepEqual(
        query(file, 'SELECT session_id, type, event_time, body, performed_by FROM session_event ORDER BY id'),
        [
          { session_id: 1, type: 'Session Start', event_time: '2024-12-03 15:26:05', body: null, performed_by: null },
          {
            session_id: 1,
            type: 'Chat Message',
            event_time: '2024-12-03 15:26:06.250',
            body: 'Hello <Ann> & "all"',
            performed_by: 'Admin',
          },
        ],
      );
      assert.deepEqual(query(file, 'SELECT session_event_id AS e, name, value FROM session_event_data ORDER BY id'), [
        { e: 2, name: 'a', value: '1' },
        { e: 2, name: 'a', value: '2' },
        { e: 2, name: 'filename', value: 'setup.exe' },
        { e: 2, name: 'filesize', value: '1024' },
      ]);
      assert.deepEqual(query(file, 'SELECT category, information FROM system_information'), [
        {
          category: 'Drives',
          information: '<row><field name="Drive">C:</field><field name="Type">Fixed</field></row>',
        },
      ]);
      assert.deepEqual(
        query(file, 'SELECT user_name, is_owner, is_primary, duration FROM representative ORDER BY id'),
        [
          { user_name: 'admin', is_owner: 1, is_primary: 1, duration: 901 },
          { user_name: 'guest', is_owner: 0, is_primary: 0, duration: null },
        ],
      );
      assert.equal(query(file, 'SELECT * FROM "user"').length, 0);
    }));

  it('stores the people of Privileged Remote Access as users, and no system information unless told to', () =>
    withDirectory(async (directory) => {
      const file = join(directory, 'sessions.db');
      const destination = open(file);
      await destination.deliver(itemOf(fullSession(), 'PRA'), signal);
      await destination.close();
      assert.equal(query(file, 'SELECT * FROM "user"').length, 2);
      assert.equal(query(file, 'SELECT * FROM representative').length, 0);
      assert.equal(query(file, 'SELECT * FROM system_information').length, 0);
    }));

  it('replaces a session as a whole and keeps its id', () =>
    withDirectory(async (directory) => {
      const file = join(directory, 'sessions.db');
      const fresh = join(directory, 'fresh.db');
      const changed = fullSession({
        externalKey: 'TICKET-2',
        representatives: [],
        events: [sampleEvent({ body: 'new' })],
      });
      const destination = open(file, true);
      await destination.deliver(itemOf(bareSession({ lsid: 'other' })), signal);
      await destination.deliver(itemOf(fullSession(), 'PRA'), signal);
      const receipt = await destination.deliver(itemOf(changed), signal);
      assert.deepEqual([receipt.outcome, receipt.location], ['replaced', `${file}: session 2`]);
      await destination.close();
      const direct = open(fresh, true);
      await direct.deliverMany([itemOf(bareSession({ lsid: 'other' })), itemOf(changed)], signal);
      await direct.close();
      assert.equal(content(file), content(fresh));
    }));

  it('gives no row the id that another row had before', () =>
    withDirectory(async (directory) => {
      const file = join(directory, 'sessions.db');
      const destination = open(file);
      const ids = () => query(file, 'SELECT id FROM session_event').map((row) => row.id);
      await destination.deliver(itemOf(fullSession()), signal);
      const before = ids();
      await destination.deliver(itemOf(fullSession()), signal);
      await destination.close();
      assert.deepEqual(
        ids().filter((id) => before.includes(id)),
        [],
      );
    }));

  it('tells apart sites that use the same lsid, and keeps one session under two spellings of a site', () =>
    withDirectory(async (directory) => {
      const destination = open(join(directory, 'sessions.db'));
      const outcomes: string[] = [];
      for (const host of ['a.example.com', 'b.example.com', 'A.example.com:443', 'a.example.com:8443']) {
        outcomes.push((await destination.deliver(itemOf(bareSession(), 'RS', host), signal)).outcome);
      }
      await destination.close();
      assert.deepEqual(outcomes, ['stored', 'stored', 'replaced', 'stored']);
    }));

  it('stores many at once, also the same session twice, receipts in order', () =>
    withDirectory(async (directory) => {
      const file = join(directory, 'sessions.db');
      const destination = open(file);
      const items = ['a', 'b', 'a'].map((lsid, index) => itemOf(fullSession({ lsid, externalKey: `${index}` })));
      const receipts = await destination.deliverMany(items, signal);
      await destination.close();
      assert.deepEqual(
        receipts.map(({ outcome, location }) => [outcome, location]),
        [
          ['stored', `${file}: session 1`],
          ['stored', `${file}: session 2`],
          ['replaced', `${file}: session 1`],
        ],
      );
      assert.deepEqual(
        query(
          file,
          'SELECT external_key, (SELECT count(*) FROM session_event WHERE session_id = s.id) AS n FROM session AS s ORDER BY id',
        ),
        [
          { external_key: '2', n: 2 },
          { external_key: '1', n: 2 },
        ],
      );
    }));

  it('ends in the same content whatever is delivered how often and in which batches', () =>
    withDirectory(async (directory) => {
      const version = fc.record({ lsid: fc.constantFrom('a', 'b', 'c'), externalKey: fc.string(), events: fc.nat(3) });
      const session = ({ events, ...given }: { lsid: string; externalKey: string; events: number }): Session =>
        fullSession({
          ...given,
          events: Array.from({ length: events }, () => sampleEvent({ body: given.externalKey })),
        });
      let run = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(version, { maxLength: 4 }), { minLength: 1, maxLength: 4 }),
          async (batches) => {
            const [file, expected] = [join(directory, `${++run}.db`), join(directory, `${run}-expected.db`)];
            const destination = open(file);
            for (const batch of batches)
              await destination.deliverMany(
                batch.map((one) => itemOf(session(one))),
                signal,
              );
            await destination.close();
            const last = new Map(batches.flat().map((one) => [one.lsid, one]));
            const direct = open(expected);
            await direct.deliverMany(
              [...last.values()].map((one) => itemOf(session(one))),
              signal,
            );
            await direct.close();
            const sorted = (text: string) =>
              JSON.parse(text).map((rows: unknown[]) => rows.map((row) => JSON.stringify(row)).sort());
            assert.deepEqual(sorted(content(file)), sorted(content(expected)));
          },
        ),
        { numRuns: 15 },
      );
    }));

  it('stores nothing of a batch with one item that cannot be read', () =>
    withDirectory(async (directory) => {
      const file = join(directory, 'sessions.db');
      const destination = open(file);
      await destination.deliver(itemOf(fullSession({ lsid: 'first' })), signal);
      const before = dump(file);
      const batch = [itemOf(fullSession({ lsid: 'a' })), unreadable(fullSession({ lsid: 'b' }))];
      await assert.rejects(destination.deliverMany(batch, signal), { name: 'ItemError', code: 'malformed-session' });
      assert.equal(dump(file), before);
      const [good, bad] = batch;
      assert.equal((await destination.deliver(good!, signal)).outcome, 'stored');
      await assert.rejects(destination.deliver(bad!, signal), ItemError);
      await destination.close();
    }));

  it('leaves one complete file behind when it closes, and closes twice', () =>
    withDirectory(async (directory) => {
      const file = join(directory, 'sessions.db');
      const destination = open(file);
      await destination.deliver(itemOf(fullSession()), signal);
      // Another program that has the database open keeps the write-ahead log alive past our close.
      const reader = new DatabaseSync(file);
      reader.prepare('SELECT count(*) FROM session').get();
      await destination.close();
      await destination.close();
      await copyFile(file, join(directory, 'copy.db'));
      reader.close();
      assert.equal(query(join(directory, 'copy.db'), 'SELECT * FROM session_event').length, 2);
    }));

  it('makes nothing before the first delivery, nor for one that was aborted', () =>
    withDirectory(async (directory) => {
      const destination = open(join(directory, 'a', 'sessions.db'));
      await assert.rejects(destination.deliver(itemOf(fullSession()), AbortSignal.abort()), { name: 'AbortError' });
      await destination.close();
      assert.deepEqual(readdirSync(directory), []);
    }));

  it('refuses what is no session', () =>
    withDirectory(async (directory) => {
      const destination = open(join(directory, 'sessions.db'));
      const { session, key, site, xml } = itemOf(fullSession());
      const presentation = { operation: 'presentations', session, key, site, xml } as const;
      await assert.rejects(destination.deliver(presentation, signal), { code: 'unsupported-operation' });
      await destination.close();
    }));

  it('gives no receipt for rows in a file that was moved away, and makes a new one at the next attempt', function () {
    // Windows does not let go of a file that is open.
    if (process.platform === 'win32') this.skip();
    return withDirectory(async (directory) => {
      const file = join(directory, 'sessions.db');
      const destination = open(file);
      await destination.deliver(itemOf(fullSession({ lsid: 'a' })), signal);
      renameSync(file, join(directory, 'moved.db'));
      await assert.rejects(destination.deliver(itemOf(fullSession({ lsid: 'b' })), signal), {
        name: 'RetryableError',
        code: 'database-moved',
      });
      assert.equal((await destination.deliver(itemOf(fullSession({ lsid: 'b' })), signal)).outcome, 'stored');
      await destination.close();
      assert.ok(existsSync(file));
      assert.deepEqual(query(file, 'SELECT lsid FROM session'), [{ lsid: 'b' }]);
    });
  });
});
