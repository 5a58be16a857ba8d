import assert from 'node:assert/strict';
import sqlite from '@integration-client/plugin-sqlite';
import type { Destination } from '@integration-client/sdk';
import fc from 'fast-check';
import { anyCharacter } from '../../support/any-character.js';
import { bareSession, fullSession, sampleEvent } from '../relational/sample-session.js';
import { itemOf, signal, silentLog, withDirectory } from '../sqlite/support.js';
import { content, counts, open, withTables } from './support.js';

/** Any UTF-16, half surrogate pairs among it. */
const anyText = fc.oneof(
  fc.string({ unit: anyCharacter }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 10 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom(
    '',
    '\0',
    'a\0b',
    "'); DROP TABLE session; --",
    '😀\u0000é',
    ' 1 ',
    '\ufeffx',
    '\ud800',
    'x\udc00y',
    ']',
  ),
);

describe('the values in a SQL Server storage database', () => {
  it('are the text that was sent, whatever its characters, and are found unchanged', () =>
    withTables(async (place) => {
      const destination = open(place.settings);
      await fc.assert(
        fc.asyncProperty(fc.array(anyText, { maxLength: 5 }), anyText, async (texts, externalKey) => {
          const item = itemOf(bareSession({ externalKey, events: texts.map((body) => sampleEvent({ body })) }));
          const receipt = await destination.deliver(item, signal);
          assert.deepEqual(
            (await place.query('SELECT body FROM session_event ORDER BY id')).map(({ body }) => body),
            texts,
          );
          const holdings = await destination.verify([{ key: item.key, operation: 'sessions', receipt }], signal);
          assert.deepEqual(holdings, ['intact']);
        }),
        { numRuns: 30 },
      );
      await destination.close();
    }));

  it('are never cut: a chat of 2 MB, 500 custom attributes, keys longer than an index takes', () =>
    withTables(async (place) => {
      const body = 'chat'.repeat(500_000);
      const long = 'k'.repeat(100_000);
      const customAttributes = Array.from({ length: 500 }, (_, index) => ({
        codeName: `c${index}`,
        value: `${index}`,
      }));
      const destination = open(place.settings);
      const small = await destination.deliver(itemOf(fullSession({ lsid: 'small' })), signal);
      const item = itemOf(
        fullSession({
          externalKey: long,
          customAttributes,
          representatives: [{ username: long }],
          events: [sampleEvent({ type: long, body })],
        }),
      );
      const receipt = await destination.deliver(item, signal);
      assert.deepEqual(
        await place.query(`SELECT CAST(LEN(s.external_key) AS int) AS k, CAST(LEN(r.user_name) AS int) AS u, CAST(LEN(e.type) AS int) AS t,
            CAST(LEN(e.body) AS int) AS b
          FROM session AS s JOIN representative AS r ON r.session_id = s.id JOIN session_event AS e ON e.session_id = s.id
          WHERE s.lsid = N'${item.session.lsid}'`),
        [{ k: 100_000, u: 100_000, t: 100_000, b: 2_000_000 }],
      );
      assert.equal((await counts(place)).custom_attribute, 501);
      const other = open(place.settings);
      const deliveries = [
        { key: item.key, operation: 'sessions' as const, receipt },
        { key: itemOf(fullSession({ lsid: 'small' })).key, operation: 'sessions' as const, receipt: small },
      ];
      assert.deepEqual(await other.verify(deliveries, signal), ['intact', 'intact']);
      assert.equal((await other.deliver(item, signal)).outcome, 'replaced');
      await other.close();
      await destination.close();
    }));

  it('of the session key are told apart by every code unit', () =>
    withTables(async (place) => {
      const destination = open(place.settings);
      const lsids = ['a', 'A', 'ä', 'a\0', 'a\0b', ' a', '\ud800', '\udc00', 'ß', 'ss', '', 'x'.repeat(190)];
      const items = lsids.map((lsid) => itemOf(bareSession({ lsid })));
      const outcomes = (await destination.deliverMany(items, signal)).map(({ outcome }) => outcome);
      assert.deepEqual(new Set(outcomes), new Set(['stored']));
      for (const item of items) assert.equal((await destination.deliver(item, signal)).outcome, 'replaced');
      assert.equal((await counts(place)).session, lsids.length);
      await destination.close();
    }));

  it('are refused, alone and wholly, where SQL Server cannot hold or find them', () =>
    withTables(async (place) => {
      const destination = open(place.settings);
      await destination.deliver(itemOf(fullSession()), signal);
      const before = await content(place);
      for (const [session, code] of [
        [fullSession({ lsid: 'x'.repeat(191) }), 'lsid-too-long'],
        [fullSession({ lsid: 'x ' }), 'lsid-not-storable'],
        [fullSession({ startTime: new Date('-000001-12-31T23:59:59Z') }), 'time-not-storable'],
        [fullSession({ events: [sampleEvent({ time: new Date('+010000-01-02T00:00:00Z') })] }), 'time-not-storable'],
      ] as const) {
        const batch = [itemOf(fullSession({ lsid: 'other' })), itemOf(session)];
        await assert.rejects(destination.deliverMany(batch, signal), { name: 'ItemError', code });
        assert.equal(await content(place), before);
      }
      assert.equal((await destination.deliver(itemOf(fullSession({ lsid: 'other' })), signal)).outcome, 'stored');
      await destination.close();
    }));

  it('hold times of all years, to the millisecond', () =>
    withTables(async (place) => {
      const destination = open(place.settings);
      const times = [
        '0001-01-02T00:00:00.001Z',
        '1752-12-31T23:59:59.999Z',
        '2024-02-29T12:00:00.250Z',
        '9999-12-30T23:59:59.999Z',
      ];
      const events = times.map((time) => sampleEvent({ time: new Date(time) }));
      await destination.deliver(itemOf(bareSession({ events })), signal);
      await destination.close();
      const rows = await place.query('SELECT event_time FROM session_event ORDER BY id');
      assert.deepEqual(
        rows.map(({ event_time }) => (event_time as Date).toISOString()),
        times,
      );
    }));

  it('have the receipt that they have in SQLite', () =>
    withTables((place) =>
      withDirectory(async (directory) => {
        const file = `${directory}/sessions.db`;
        const settings = { file, storeSystemInformation: true };
        const here = open(place.settings, settings);
        const there = new sqlite.destination(settings, silentLog) as Destination;
        for (const product of ['RS', 'PRA'] as const) {
          const item = itemOf(fullSession({ startTime: new Date('2024-12-03T15:26:05.120Z') }), product);
          const [a, b] = [await here.deliver(item, signal), await there.deliver(item, signal)];
          assert.deepEqual([a.bytes, a.sha256], [b.bytes, b.sha256]);
        }
        await here.close();
        await there.close();
      }),
    ));
});
