import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DeliveryRecord, Item } from '@integration-client/sdk';
import { bareSession, fullSession, sampleEvent } from '../relational/sample-session.js';
import { itemOf, open, unreadable, withDatabase } from './support.js';
import { alone, both, deliver, inDirectory, locations, verify } from './verified.js';

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
