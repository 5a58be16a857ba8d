import assert from 'node:assert/strict';
import { join } from 'node:path';
import {
  type ConformanceSubject,
  conformanceCases,
  describeConformance,
  filesIn,
  Violation,
} from '@integration-client/sdk/testing/conformance';
import type { Fault } from './faulty-plugin.js';

/** Each fault, the case that has to find it, and what the case has to say. */
const faults: readonly (readonly [Fault, string, RegExp])[] = [
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
  ['buffers-streams', 'stores a large stream without holding it in memory', /It held \d\d MB/],
  ['keeps-half', 'leaves nothing of a stream that fails, and passes its error on', /something is there/],
  ['wraps-errors', 'passes on the error of an open that fails', /deliver threw RetryableError: failed/],
  ['retries', 'passes on the error of an open that fails', /answered a receipt/],
  ['batch-in-parts', 'stores all sessions of a batch, or none', /something is there/],
  ['ignores-signal', 'stores nothing that was cancelled before', /though the signal was aborted/],
  ['check-writes', 'checks a place, new or in use, and changes nothing', /A check of a new place changed archive/],
  ['verify-trusts', 'verifies what is intact, missing and changed, and changes nothing', /\["intact"/],
  ['locations-unfinished', 'lists each location once, as in receipts', /yields something/],
  ['close-once', 'may be closed twice, without a use and after one', /closed already/],
  ['plain-errors', 'says what to do in a place that cannot be used, and closes', /no ConfigError or UnreachableError/],
  ['logs-what-it-throws', 'says what to do in a place that cannot be used, and closes', /which it also threw/],
  ['stores-at-close', 'holds what has a receipt when its process is killed', /nothing is at/],
  ['leaks-timers', 'lets go of files, connections and timers when closed', /left behind: Timeout/],
  ['leaks-files', 'lets go of files, connections and timers when closed', /files of the disk/],
  ['secret-in-log', 'never says a secret: in errors, logs or output', /secret setting token stands in/],
];

function subject(fault?: Fault): ConformanceSubject {
  const query = fault === undefined ? '' : `?fault=${fault}`;
  return {
    module: new URL(`./faulty-plugin.js${query}`, import.meta.url),
    place: (parent) => {
      const directory = join(parent, 'archive');
      return {
        settings: { directory, token: 'hunter-2-hunter' },
        stored: () => filesIn(directory, (name) => !name.endsWith('.part')),
        unusable: { directory: join(import.meta.filename, 'x'), token: 'hunter-3-hunter' },
      };
    },
  };
}

describe('the conformance suite', () => {
  for (const [fault, name, message] of faults) {
    it(`finds a plugin that ${fault.replaceAll('-', ' ')}`, async () => {
      const one = (await conformanceCases(subject(fault))).find((each) => each.name === name);
      assert.ok(one, `there is no case "${name}"`);
      await assert.rejects(one.run(), (error) => {
        assert.ok(error instanceof Violation);
        assert.match(error.message, message);
        assert.notEqual(error.hint, '');
        return true;
      });
      assert.deepEqual(Object.keys(Object.prototype), []);
      const { leaked } = (await import(String(subject(fault).module))) as typeof import('./faulty-plugin.js');
      await Promise.all(leaked.splice(0).map((close) => close()));
    });
  }

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

describeConformance('the contract, kept by the plugin without a fault', await conformanceCases(subject()), {
  describe,
  it,
});
