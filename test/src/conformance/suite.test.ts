import assert from 'node:assert/strict';
import { conformanceCases } from '@integration-client/sdk/testing/conformance';
import { type Finding, itFinds, subject } from './finding-faults.js';

const findings: readonly Finding[] = [
  ['version-2', 'has a manifest in the form of the contract', /version 2 of the contract/],
  ['default-invalid', 'has a manifest in the form of the contract', /retries: /],
  ['forgets', 'stores every type of data it accepts, where receipts say', /nothing is at/],
  ['receipt-of-nothing', 'stores every type of data it accepts, where receipts say', /verify says "changed"/],
  ['takes-anything', 'refuses other types of data', /It took command-shell-recordings/],
  ['name-each-time', 'holds an item once that comes again', /should not be/],
  ['ignores-changes', 'replaces a session that changed, as a whole', /same sha256/],
  ['ignores-changes', 'replaces a recording that changed', /are not the 130000/],
  ['name-without-case', 'tells items apart that look alike', /the same location/],
  ['path-from-id', 'takes hostile ids, and harms nothing', /ENOENT|outside of the place|ENAMETOOLONG/],
  ['pollutes', 'stores every type of data it accepts, where receipts say', /Every object has a new property/],
  ['keeps-half', 'leaves nothing of a stream that fails, and passes its error on', /something is there/],
  ['wraps-errors', 'passes on the error of an open that fails', /deliver threw RetryableError: failed/],
  ['retries', 'passes on the error of an open that fails', /answered a receipt/],
  ['batch-in-parts', 'stores all sessions of a batch, or none', /something is there/],
  ['ignores-signal', 'stores nothing that was cancelled before', /though the signal was aborted/],
  ['verify-trusts', 'verifies what is intact, missing and changed, and changes nothing', /\["intact"/],
  ['close-once', 'may be closed twice, without a use and after one', /closed already/],
  ['plain-errors', 'says what to do in a place that cannot be used, and closes', /no ConfigError or UnreachableError/],
  ['logs-what-it-throws', 'says what to do in a place that cannot be used, and closes', /which it also threw/],
  ['stores-at-close', 'holds what has a receipt when its process is killed', /nothing is at/],
  ['leaks-files', 'lets go of files, connections and timers when closed', /files of the disk/],
];

describe('the conformance suite', () => {
  itFinds(findings);

  it('skips what the manifest makes needless, and says why', async () => {
    const cases = await conformanceCases({ ...subject(), operations: ['sessions'] });
    const skipped = cases.filter(({ skip }) => skip === 'takes no recordings or backups');
    assert.ok(skipped.length > 3);
    for (const one of skipped) await one.run();
  });

  it('says of a module without a plugin what it lacks', async () => {
    const none = { ...subject(), module: import.meta.resolve('@integration-client/sdk') };
    await assert.rejects(conformanceCases(none), /has no plugin as its default export/);
  });
});
