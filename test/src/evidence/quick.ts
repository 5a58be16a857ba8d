import assert from 'node:assert/strict';
import type { EvidenceSuite } from './suite.js';

/** It takes seconds, but on a machine that is busy with other things much longer. */
const latest = 240_000;

/** A test that runs the quick part of a suite. */
export function itHoldsQuickly(suite: EvidenceSuite): void {
  it(`${suite.name}: ${suite.title}, in part`, async () => {
    const { cases, violations } = await suite.run({ seed: 1, quick: true, progress: () => {} });
    assert.ok(cases > 0, 'no case was tried');
    assert.deepEqual(violations, []);
  }).timeout(latest);
}
