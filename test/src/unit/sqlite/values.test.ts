import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import { anyCharacter } from '../../support/any-character.js';
import { bareSession, fullSession, sampleEvent } from '../relational/sample-session.js';
import { content, itemOf, open, query, signal, withDirectory } from './support.js';

/** What a database holds for the text of events, byte by byte: the driver would cut a string at its first NUL. */
const bodies = (file: string) =>
  query(file, 'SELECT CAST(body AS BLOB) AS body, typeof(body) AS type FROM session_event ORDER BY id').map((row) => {
    assert.equal(row.type, 'text');
    return Buffer.from(row.body as Uint8Array).toString();
  });

describe('the values in a SQLite storage database', () => {
  it('are the text that was sent, whatever its characters', () =>
    withDirectory(async (directory) => {
      const file = join(directory, 'sessions.db');
      const destination = open(file);
      // A text of no bytes at all reads back as a value without a type of its own.
      const text = fc.oneof(
        fc.string({ unit: anyCharacter, minLength: 1 }),
        fc.constantFrom('\0', 'a\0b', "'); DROP TABLE session; --", '😀\u0000é', ' 1 ', '\ufeffx', '0x10'),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(text, { maxLength: 5 }), async (texts) => {
          const events = texts.map((body) => sampleEvent({ body }));
          await destination.deliver(itemOf(bareSession({ events })), signal);
          assert.deepEqual(bodies(file), texts);
        }),
        { numRuns: 40 },
      );
      await destination.close();
    }));

  it('are never cut, and are found again when they are keys', () =>
    withDirectory(async (directory) => {
      const file = join(directory, 'sessions.db');
      const destination = open(file);
      const body = 'x'.repeat(5_000_000);
      const session = (lsid: string) => bareSession({ lsid, externalKey: body, events: [sampleEvent({ body })] });
      assert.equal((await destination.deliver(itemOf(session('a\0b')), signal)).outcome, 'stored');
      assert.equal((await destination.deliver(itemOf(session('a')), signal)).outcome, 'stored');
      assert.equal((await destination.deliver(itemOf(session('a\0b')), signal)).outcome, 'replaced');
      await destination.close();
      assert.deepEqual(
        query(
          file,
          'SELECT length(external_key) AS k, length(body) AS b FROM session, session_event WHERE session_id = session.id',
        ),
        [
          { k: 5_000_000, b: 5_000_000 },
          { k: 5_000_000, b: 5_000_000 },
        ],
      );
    }));

  it('cannot be half a surrogate pair: such a session is refused, alone and wholly', () =>
    withDirectory(async (directory) => {
      const file = join(directory, 'sessions.db');
      const destination = open(file);
      await destination.deliver(itemOf(fullSession()), signal);
      const before = content(file);
      const bad = [
        fullSession({ lsid: 'x\ud800' }),
        fullSession({ events: [sampleEvent(), sampleEvent({ body: '\udc00' })] }),
        fullSession({ customAttributes: [{ value: 'a\ud83d' }] }),
      ];
      for (const session of bad) {
        const batch = [itemOf(fullSession({ lsid: 'other' })), itemOf(session)];
        await assert.rejects(destination.deliverMany(batch, signal), { name: 'ItemError', code: 'text-not-storable' });
        assert.equal(content(file), before);
      }
      assert.equal((await destination.deliver(itemOf(fullSession({ lsid: 'other' })), signal)).outcome, 'stored');
      await destination.close();
    }));

  it('hold times that SQLite itself understands and compares', () =>
    withDirectory(async (directory) => {
      const file = join(directory, 'sessions.db');
      const destination = open(file);
      const startTime = new Date('2024-02-29T23:59:59.999Z');
      await destination.deliver(itemOf(bareSession({ startTime })), signal);
      await destination.close();
      assert.deepEqual(
        query(
          file,
          `SELECT unixepoch(start_time, 'subsec') AS seconds, start_time < datetime('2024-03-01') AS before,
            start_time > datetime('2024-02-29 23:59:59') AS after, end_time FROM session`,
        ),
        [{ seconds: startTime.getTime() / 1000, before: 1, after: 1, end_time: null }],
      );
    }));
});
