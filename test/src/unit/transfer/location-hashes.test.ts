import assert from 'node:assert/strict';
import { LocationHashes, locationHash } from '@integration-client/core/transfer/location-hashes';
import fc from 'fast-check';

describe('hashes of locations', () => {
  it('are a set, whatever was added before and after a look, and however many were expected', () => {
    const steps = fc.array(fc.record({ text: fc.nat({ max: 3_000 }), isAdded: fc.boolean() }), { maxLength: 3_000 });
    fc.assert(
      fc.property(steps, (list) => {
        const [hashes, expected] = [new LocationHashes(0), new Set<number>()];
        for (const { text, isAdded } of list) {
          const hash = locationHash(`/a/${text}`);
          assert.equal(hashes.has(hash), expected.has(hash));
          if (!isAdded) continue;
          hashes.add(hash);
          expected.add(hash);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('are whole numbers that a number holds exactly', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const hash = locationHash(text);
        assert.ok(Number.isSafeInteger(hash) && hash >= 0 && hash < 2 ** 48);
      }),
    );
  });

  it('grow beyond what was expected', () => {
    const hashes = new LocationHashes(10);
    for (let number = 0; number < 5_000; number += 1) hashes.add(locationHash(String(number)));
    for (const [number, isIn] of [
      [0, true],
      [4_999, true],
      [5_000, false],
    ] as const) {
      assert.equal(hashes.has(locationHash(String(number))), isIn);
    }
  });
});
