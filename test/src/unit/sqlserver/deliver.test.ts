import assert from 'node:assert/strict';
import plugin from '@integration-client/plugin-sqlserver';
import { ItemError, type Session } from '@integration-client/sdk';
import fc from 'fast-check';
import { bareSession, fullSession, sampleEvent } from '../relational/sample-session.js';
import { itemOf, signal, unreadable } from '../sqlite/support.js';
import { content, counts, open, withEmptyDatabase, withPlace, withTables } from './support.js';

describe('the SQL Server destination', () => {
  it('is a plugin for sessions that verifies', () => {
    const { name, displayName, operations, verifies } = plugin;
    assert.deepEqual(
      { name, displayName, operations, verifies },
      { name: 'sqlserver', displayName: 'SQL Server Storage Database', operations: ['sessions'], verifies: true },
    );
  });

  it('stores a session with all that belongs to it, in a database and tables that it makes', () =>
    withPlace(async (place) => {
      const destination = open(place.settings, { storeSystemInformation: true });
      const { outcome, location } = await destination.deliver(itemOf(fullSession()), signal);
      assert.equal(outcome, 'stored');
      assert.match(location, new RegExp(`/${place.database}: session 1$`));
      await destination.close();
      assert.deepEqual(
        await place.query('SELECT lsid, lseq, start_time, end_time, host_name, file_transfers FROM session'),
        [
          {
            lsid: 'e9e99aeb9ad54fb381634498502c5a1b',
            lseq: '8',
            start_time: new Date('2024-12-03T15:26:05Z'),
            end_time: new Date('2024-12-03T15:41:07Z'),
            host_name: 'support.example.com',
            file_transfers: '2',
          },
        ],
      );
      assert.deepEqual(
        await place.query('SELECT session_id, type, event_time, body, performed_by FROM session_event ORDER BY id'),
        [
          {
            session_id: '1',
            type: 'Session Start',
            event_time: new Date('2024-12-03T15:26:05Z'),
            body: null,
            performed_by: null,
          },
          {
            session_id: '1',
            type: 'Chat Message',
            event_time: new Date('2024-12-03T15:26:06.250Z'),
            body: 'Hello <Ann> & "all"',
            performed_by: 'Admin',
          },
        ],
      );
      assert.deepEqual(
        await place.query('SELECT session_event_id AS e, name, value FROM session_event_data ORDER BY id'),
        [
          { e: '2', name: 'a', value: '1' },
          { e: '2', name: 'a', value: '2' },
          { e: '2', name: 'filename', value: 'setup.exe' },
          { e: '2', name: 'filesize', value: '1024' },
        ],
      );
      assert.deepEqual(await place.query('SELECT category, information FROM system_information'), [
        {
          category: 'Drives',
          information: '<row><field name="Drive">C:</field><field name="Type">Fixed</field></row>',
        },
      ]);
      assert.deepEqual(
        await place.query('SELECT user_name, is_owner, is_primary, duration FROM representative ORDER BY id'),
        [
          { user_name: 'admin', is_owner: true, is_primary: true, duration: '901' },
          { user_name: 'guest', is_owner: false, is_primary: false, duration: null },
        ],
      );
      assert.equal((await counts(place)).user, 0);
    }));

  it('stores the people of Privileged Remote Access as users, and no system information unless told to', () =>
    withTables(async (place) => {
      const destination = open(place.settings);
      await destination.deliver(itemOf(fullSession(), 'PRA'), signal);
      await destination.close();
      const { user, representative, system_information } = await counts(place);
      assert.deepEqual(
        { user, representative, system_information },
        { user: 2, representative: 0, system_information: 0 },
      );
    }));

  it('stores in a database whose name has brackets and quotes', () => {
    const name = `ic [a]]"b"'c'; --${process.pid}`;
    return withPlace(async (place) => {
      const destination = open(place.settings);
      try {
        await destination.check(signal);
        assert.equal((await destination.deliver(itemOf(fullSession()), signal)).outcome, 'stored');
        await destination.close();
        assert.deepEqual(await place.query('SELECT COUNT(*) AS n, DB_NAME() AS d FROM session'), [{ n: 1, d: name }]);
      } finally {
        await place.disconnect();
        await place.query(`DROP DATABASE [${name.replaceAll(']', ']]')}]`, 'master');
      }
    }, name);
  });

  it('replaces a session as a whole and keeps its id, and gives no row the id that another had', () =>
    withTables(async (place) => {
      const changed = fullSession({
        externalKey: 'TICKET-2',
        representatives: [],
        events: [sampleEvent({ body: 'new' })],
      });
      const destination = open(place.settings, { storeSystemInformation: true });
      await destination.deliver(itemOf(bareSession({ lsid: 'other' })), signal);
      await destination.deliver(itemOf(fullSession(), 'PRA'), signal);
      const before = await place.query('SELECT id FROM session_event');
      const receipt = await destination.deliver(itemOf(changed), signal);
      assert.equal(receipt.outcome, 'replaced');
      assert.match(receipt.location, /: session 2$/);
      const after = await place.query('SELECT id, body FROM session_event');
      assert.deepEqual(
        after.map(({ body }) => body),
        ['new'],
      );
      assert.ok(!before.some(({ id }) => id === after[0]?.id));
      await destination.close();
      await withTables(async (fresh) => {
        const direct = open(fresh.settings, { storeSystemInformation: true });
        await direct.deliverMany([itemOf(bareSession({ lsid: 'other' })), itemOf(changed)], signal);
        await direct.close();
        assert.equal(await content(place), await content(fresh));
      });
    }));

  it('tells apart sites that use the same lsid, and keeps one session under two spellings of a site', () =>
    withTables(async (place) => {
      const destination = open(place.settings);
      const outcomes: string[] = [];
      for (const host of ['a.example.com', 'b.example.com', 'A.example.com:443', 'a.example.com:8443']) {
        outcomes.push((await destination.deliver(itemOf(bareSession(), 'RS', host), signal)).outcome);
      }
      await destination.close();
      assert.deepEqual(outcomes, ['stored', 'stored', 'replaced', 'stored']);
    }));

  it('stores many of several sites at once, also the same session twice, receipts in order', () =>
    withTables(async (place) => {
      const destination = open(place.settings);
      const items = ['a', 'b', 'a'].map((lsid, index) => itemOf(fullSession({ lsid, externalKey: `${index}` })));
      const other = itemOf(fullSession({ lsid: 'a', externalKey: '3' }), 'RS', 'b.example.com');
      const receipts = await destination.deliverMany([...items, other], signal);
      assert.deepEqual(
        receipts.map(({ outcome, location }) => [outcome, location.replace(/^.*: /, '')]),
        [
          ['stored', 'session 1'],
          ['stored', 'session 2'],
          ['replaced', 'session 1'],
          ['stored', 'session 3'],
        ],
      );
      assert.deepEqual(
        await place.query(
          'SELECT external_key, (SELECT COUNT(*) FROM session_event AS e WHERE e.session_id = s.id) AS n FROM session AS s ORDER BY id',
        ),
        ['2', '1', '3'].map((external_key) => ({ external_key, n: 2 })),
      );
      assert.deepEqual(await destination.deliverMany([], signal), []);
      await destination.close();
    }));

  it('stores more sessions at once than one statement can ask for', () =>
    withTables(async (place) => {
      const destination = open(place.settings);
      const items = Array.from({ length: 1_201 }, (_, index) => itemOf(bareSession({ lsid: `${index}` })));
      const first = await destination.deliverMany(items, signal);
      const second = await destination.deliverMany(items, signal);
      await destination.close();
      assert.deepEqual(new Set(first.map(({ outcome }) => outcome)), new Set(['stored']));
      assert.deepEqual(
        second.map(({ outcome, location }) => ({ outcome, location })),
        first.map(({ location }) => ({ outcome: 'replaced', location })),
      );
      assert.equal((await counts(place)).session, 1_201);
    }));

  it('ends in the same content whatever is delivered how often and in which batches', () =>
    withEmptyDatabase(async (place) => {
      const version = fc.record({ lsid: fc.constantFrom('a', 'B', 'b'), externalKey: fc.string(), events: fc.nat(3) });
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
            const [host, expected] = [`${++run}.example.com`, `${run}.expected.example.com`];
            const destination = open(place.settings);
            const items = (site: string, some: Parameters<typeof session>[0][]) =>
              some.map((one) => itemOf(session(one), 'RS', site));
            for (const batch of batches) await destination.deliverMany(items(host, batch), signal);
            const last = new Map(batches.flat().map((one) => [one.lsid, one]));
            await destination.deliverMany(items(expected, [...last.values()]), signal);
            await destination.close();
            const rows = (site: string) =>
              place.query(
                `SELECT s.lsid, s.external_key, e.type, e.body FROM session AS s LEFT JOIN session_event AS e ON e.session_id = s.id WHERE s.host_name = N'${site}' ORDER BY s.lsid, e.id`,
              );
            assert.deepEqual(await rows(host), await rows(expected));
          },
        ),
        { numRuns: 10 },
      );
    }));

  it('stores nothing of a batch with one item that cannot be read', () =>
    withTables(async (place) => {
      const destination = open(place.settings);
      await destination.deliver(itemOf(fullSession({ lsid: 'first' })), signal);
      const before = await content(place);
      const batch = [itemOf(fullSession({ lsid: 'a' })), unreadable(fullSession({ lsid: 'b' }))];
      await assert.rejects(destination.deliverMany(batch, signal), { name: 'ItemError', code: 'malformed-session' });
      assert.equal(await content(place), before);
      const [good, bad] = batch;
      assert.equal((await destination.deliver(good!, signal)).outcome, 'stored');
      await assert.rejects(destination.deliver(bad!, signal), ItemError);
      await destination.close();
    }));

  it('makes nothing for a delivery that was aborted before it began, and goes on after it', () =>
    withEmptyDatabase(async (place) => {
      const destination = open(place.settings);
      await assert.rejects(destination.deliver(itemOf(fullSession()), AbortSignal.abort()), { name: 'AbortError' });
      assert.deepEqual(await place.query("SELECT name FROM sys.tables WHERE name = 'session'"), []);
      await destination.deliver(itemOf(fullSession()), signal);
      await destination.close();
      await destination.close();
    }));

  it('refuses what is no session', () =>
    withEmptyDatabase(async (place) => {
      const destination = open(place.settings);
      const item = { ...itemOf(fullSession()), operation: 'presentations' as const };
      await assert.rejects(destination.deliver(item, signal), { name: 'ConfigError', code: 'unsupported-operation' });
      await destination.close();
    }));
});
