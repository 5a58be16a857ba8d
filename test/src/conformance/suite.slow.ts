import { conformanceCases, describeConformance } from '@integration-client/sdk/testing/conformance';
import { type Finding, itFinds, subject } from './finding-faults.js';

/** Those that are found in a process of their own, or by collecting garbage again and again. */
const findings: readonly Finding[] = [
  ['buffers-streams', 'stores a large stream without holding it in memory', /It held \d\d MB/],
  ['check-writes', 'checks a place, new or in use, and changes nothing', /A check of a new place changed archive/],
  ['locations-unfinished', 'lists each location once, as in receipts', /yields something/],
  ['leaks-timers', 'lets go of files, connections and timers when closed', /left behind: Timeout/],
  ['secret-in-log', 'never says a secret: in errors, logs or output', /secret setting token stands in/],
];

describe('the conformance suite', () => itFinds(findings));

describeConformance('the contract, kept by the plugin without a fault', await conformanceCases(subject()), {
  describe,
  it,
});
