import assert from 'node:assert/strict';
import { KeySet } from '@integration-client/core/transfer/key-set';
import fc from 'fast-check';

describe('set of keys', () => {
  it('tells new keys from those it has, as a set of texts does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom('a', 'b', 'host/sessions/1')), { size: 'large' }),
        (keys) => {
          const [small, plain] = [new KeySet(), new Set<string>()];
          for (const key of keys) {
            assert.equal(small.add(key), !plain.has(key));
            plain.add(key);
          }
        },
      ),
    );
  });

  it('keeps more keys apart than it began with room for', () => {
    const keys = Array.from({ length: 20_000 }, (_, index) => `support.example.com/sessions/${index}`);
    const set = new KeySet();
    assert.ok(keys.every((key) => set.add(key)));
    assert.ok(keys.every((key) => !set.add(key)));
  });
});
