import assert from 'node:assert/strict';
import {
  backupItemKey,
  parseItemKey,
  sessionItemKey,
  unreadableItemKey,
} from '@integration-client/core/transfer/item-key';
import { type Operation, operations } from '@integration-client/sdk';
import fc from 'fast-check';
import { anyCharacter } from '../../support/any-character.js';

const severalOfOne: readonly Operation[] = ['command-shell-recordings', 'show-my-screen-recordings'];

/** Ids are opaque: whatever an appliance may send, also what looks like more of a key. */
const lsids = fc.oneof(
  fc.string({ minLength: 1, unit: anyCharacter }),
  fc.constantFrom('a/1', '/', '//0', 'a\n/2', 'sessions/x', '7', 'h/sessions/x/3'),
);

describe('the key of an item', () => {
  it('tells what it was made of', () => {
    const item = fc.constantFrom(...operations.filter((operation) => operation !== 'site-backups')).chain((operation) =>
      fc.record({
        operation: fc.constant(operation),
        host: fc.constantFrom('support.example.com', 'Support.Example.com:8443', '[::1]:443'),
        lsid: lsids,
        instance: severalOfOne.includes(operation) ? fc.nat({ max: 999_999_999 }) : fc.constant(undefined),
      }),
    );
    fc.assert(
      fc.property(item, ({ host, operation, lsid, instance }) => {
        const key = sessionItemKey(host, operation, lsid, instance);
        const parts = { host: host.toLowerCase(), operation, lsid, ...(instance === undefined ? {} : { instance }) };
        assert.deepEqual(parseItemKey(key), parts);
      }),
    );
  });

  it('has no id where the appliance cannot be asked for the item', () => {
    const backup = backupItemKey('Host', new Date(0));
    assert.deepEqual(parseItemKey(backup), { host: 'host', operation: 'site-backups' });
    const unreadable = unreadableItemKey('Host', 'sessions', 'ab'.repeat(32));
    assert.deepEqual(parseItemKey(unreadable), { host: 'host', operation: 'sessions' });
  });

  it('is no other text', () => {
    for (const text of ['', 'host', 'host/sessions', 'host/other/x', '/work/sessions.db']) {
      assert.equal(parseItemKey(text), undefined, text);
    }
  });
});
