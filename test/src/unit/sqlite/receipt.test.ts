import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Receipt, type Session, sessionRows } from '@integration-client/sdk';
import fc from 'fast-check';
import { anyCharacter } from '../../support/any-character.js';
import { bareSession, fullSession, sampleEvent } from '../relational/sample-session.js';
import { itemOf, open, signal, withDirectory } from './support.js';

/** Values as dirty as they come, and those that a careless way of writing rows down would confuse. */
const text = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: anyCharacter, maxLength: 12 }) },
  fc.constantFrom('', '\0', 'a\0b', '\n', ' ', "'", '"', '\ufeffx', '😀', '0x10', '1.0', '1e3', ' 7 ', 'NULL', '\r\n'),
  fc.constantFrom('\nsession_event', ' body=1:x', 'x body=1:x', '3:abc', '=', ':', 'x'.repeat(40_000)),
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 2 });
const count = fc.oneof(
  fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }),
  fc.constantFrom(0, -0, -1, 2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1),
);
const time = fc.date({ noInvalidDate: true });
const place = fc.record({ name: text, id: maybe(text), type: maybe(text) });
const reference = fc.record({ name: text, gsnumber: maybe(text), id: maybe(text) });
const few = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(arbitrary, { maxLength: 3 });

const event = fc.record({
  type: text,
  time: maybe(time),
  performedBy: maybe(fc.record({ name: text, type: maybe(text), gsnumber: maybe(text) })),
  destination: maybe(fc.record({ name: text, type: maybe(text), gsnumber: maybe(text) })),
  body: maybe(text),
  data: few(fc.record({ name: text, value: text })),
  files: few(fc.record({ filename: text, filesize: maybe(text) })),
  systemInformation: few(fc.record({ category: text, rows: few(few(fc.record({ name: text, value: text }))) })),
});

const session = fc.record({
  lsid: text,
  lseq: maybe(fc.oneof(text, count.map(String))),
  sessionType: maybe(text),
  externalKey: maybe(text),
  startTime: maybe(time),
  endTime: maybe(time),
  duration: maybe(text),
  publicSite: maybe(place),
  jumpGroup: maybe(place),
  jumpoint: maybe(place),
  fileTransferCount: maybe(count),
  fileMoveCount: maybe(count),
  primaryCustomer: maybe(reference),
  primaryRep: maybe(reference),
  primaryTeam: maybe(reference),
  recordings: fc.constant([]),
  customAttributes: few(fc.record({ displayName: maybe(text), codeName: maybe(text), value: text })),
  customers: few(
    fc.record({
      gsnumber: maybe(text),
      username: maybe(text),
      publicIp: maybe(text),
      info: fc.record({ name: maybe(text), company: maybe(text), details: maybe(text) }),
      rpatSupport: maybe(fc.boolean()),
    }),
  ),
  representatives: few(
    fc.record({
      gsnumber: maybe(text),
      id: maybe(text),
      username: maybe(text),
      displayName: maybe(text),
      sessionOwner: maybe(fc.boolean()),
      secondsInvolved: maybe(count),
    }),
  ),
  teams: few(fc.record({ id: maybe(text), name: text, primary: maybe(fc.boolean()) })),
  events: few(event),
}) as fc.Arbitrary<Session>;

const product = fc.constantFrom('RS' as const, 'PRA' as const);

describe('the receipt of a session in a SQLite storage database', () => {
  it('has the size and the hash of the rows as they are read back, whatever their values', () =>
    withDirectory(async (directory) => {
      const destination = open(join(directory, 'sessions.db'), true);
      await fc.assert(
        fc.asyncProperty(session, product, async (given, side) => {
          const item = itemOf(given, side);
          const receipt = await destination.deliver(item, signal);
          const delivery = { key: item.key, operation: item.operation, receipt };
          assert.deepEqual(await destination.verify([delivery], signal), ['intact']);
          const other = { ...receipt, bytes: receipt.bytes + 1 };
          assert.deepEqual(await destination.verify([{ ...delivery, receipt: other }], signal), ['changed']);
        }),
        { numRuns: 120 },
      );
      await destination.close();
    }));

  it('is that of another session only where all rows are the same', () =>
    withDirectory(async (directory) => {
      const destination = open(join(directory, 'sessions.db'), true);
      // Of few parts, those that the rows are written down with, so that many are nearly alike.
      const parts = fc.string({ unit: fc.constantFrom('1', ' value='), maxLength: 2 });
      const events = fc.array(
        fc.record({
          type: fc.constant('x'),
          data: fc.array(fc.record({ name: parts, value: parts }), { maxLength: 2 }),
        }),
        { maxLength: 2 },
      );
      const contentOf = async (given: Session): Promise<[rows: string, receipt: string]> => {
        const rows = sessionRows(given, { hostName: 'h', product: 'RS', storeSystemInformation: true });
        const { bytes, sha256 }: Receipt = await destination.deliver(itemOf(given), signal);
        return [JSON.stringify(rows), `${bytes} ${sha256}`];
      };
      const receipts = new Map<string, string>();
      await fc.assert(
        fc.asyncProperty(events, async (some) => {
          const [rows, receipt] = await contentOf(bareSession({ events: some.map((one) => sampleEvent(one)) }));
          assert.equal(receipts.get(receipt) ?? rows, rows);
          receipts.set(receipt, rows);
        }),
        { numRuns: 300 },
      );
      assert.equal(new Set(receipts.values()).size, receipts.size);
      await destination.close();
    }));

  it('does not change from one version to the next, or all that is stored would count as changed', () =>
    withDirectory(async (directory) => {
      const destination = open(join(directory, 'sessions.db'), true);
      const session = bareSession({
        lsid: 'é',
        startTime: new Date('2024-12-03T15:26:05.250Z'),
        representatives: [{ username: '', sessionOwner: true, secondsInvolved: 5_000_000_000 }],
        events: [sampleEvent({ body: 'a\0b\n', data: [{ name: 'n', value: 'v' }] })],
      });
      const { bytes, sha256 } = await destination.deliver(itemOf(session), signal);
      const rows = [
        '\nsession lsid=2:é start_time=23:2024-12-03 15:26:05.250 host_name=19:support.example.com public_site_id=1:1',
        ' public_site_name=7:Default session_recordings=1:0 command_shell_recordings=1:0 show_my_screen_recordings=1:0',
        '\nsession_event type=12:Chat Message body=4:a\0b\n',
        '\nsession_event_data name=1:n value=1:v',
        '\nrepresentative user_name=0: is_owner=1:1 duration=10:5000000000',
      ].join('');
      assert.deepEqual([bytes, sha256], [Buffer.byteLength(rows), createHash('sha256').update(rows).digest('hex')]);
      await destination.close();
    }));

  it('is the same for the same session, first or in place of another, in any database', () =>
    withDirectory(async (directory) => {
      const receipts: Receipt[] = [];
      for (const name of ['a.db', 'b.db']) {
        const destination = open(join(directory, name), true);
        if (name === 'b.db')
          await destination.deliver(itemOf(fullSession({ externalKey: 'other', events: [] })), signal);
        receipts.push(await destination.deliver(itemOf(fullSession()), signal));
        await destination.close();
      }
      const [first, second] = receipts;
      assert.deepEqual([first?.outcome, second?.outcome], ['stored', 'replaced']);
      assert.deepEqual([first?.bytes, first?.sha256], [second?.bytes, second?.sha256]);
      assert.match(first?.sha256 ?? '', /^[0-9a-f]{64}$/);
    }));
});
