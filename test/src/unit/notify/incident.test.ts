import assert from 'node:assert/strict';
import { type Incident, observationOf, observationsOf, observe, told } from '@integration-client/core/notify/incident';
import type { RunReport } from '@integration-client/core/run';
import { report, reportOf } from './incidents.js';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 0, minute));

function afterRuns(...runs: readonly RunReport[]): readonly Incident[] {
  return runs.reduce<readonly Incident[]>(
    (known, run, index) => observationsOf('Often', run).reduce((all, seen) => observe(all, seen, at(index)), known),
    [],
  );
}

const codes = (known: readonly Incident[], recovered = false) =>
  known.filter((incident) => (incident.recovered !== undefined) === recovered).map(({ code }) => code);

describe('incidents', () => {
  it('are one for each kind of error at a place, however often it occurs', () => {
    const [incident, ...others] = afterRuns(report('partial', 'a'), report('partial', 'a'), report('unreachable', 'a'));
    assert.equal(others.length, 0);
    const { key, ...rest } = incident ?? assert.fail();
    assert.match(key, /^[0-9a-f]{64}$/);
    assert.deepEqual(rest, {
      schedule: 'Often',
      site: 'Example',
      destination: 'Archive',
      code: 'a',
      message: 'message of a',
      hint: 'hint of a',
      outcome: 'unreachable',
      failedItems: 0,
      since: at(0),
      last: at(2),
      occurrences: 3,
      mails: 0,
      toldOccurrences: 0,
    });
  });

  it('are over when a run gets through without them', () => {
    assert.deepEqual(codes(afterRuns(report('partial', 'a', 'b'), report('done'))), []);
    assert.deepEqual(codes(afterRuns(report('partial', 'a', 'b'), report('partial', 'b')), true), ['a']);
  });

  it('go on where a run got nowhere, or was interrupted', () => {
    for (const outcome of ['unreachable', 'refused', 'failed'] as const) {
      assert.deepEqual(codes(afterRuns(report('partial', 'a'), report(outcome, 'b'))), ['a', 'b']);
    }
    assert.deepEqual(codes(afterRuns(report('partial', 'a'), report('interrupted', 'b'))), ['a']);
  });

  it('are open again when they occur again before a mail told that they are over', () => {
    const known = afterRuns(report('partial', 'a'), report('done'), report('partial', 'a'));
    assert.deepEqual([codes(known), known[0]?.occurrences, known[0]?.since], [['a'], 2, at(0)]);
  });

  it('take transfers of a schedule between the same places as one', () => {
    const place = { site: 'Example', destination: 'Archive' };
    const known = afterRuns(
      reportOf([
        { ...place, outcome: 'partial', codes: ['a'], failed: 2 },
        { ...place, outcome: 'done', failed: 0 },
      ]),
    );
    assert.deepEqual([codes(known), known[0]?.failedItems], [['a'], 2]);
  });

  it('of a run that threw are over with the next that does not', () => {
    const thrown = observe([], observationOf({ schedule: 'Often' }, new TypeError('defect')), at(0));
    assert.deepEqual(codes(thrown), ['defect']);
    const [whole] = observationsOf('Often', report('unreachable', 'x'));
    assert.deepEqual(codes(observe(thrown, whole ?? assert.fail(), at(1)), true), ['defect']);
  });

  it('are news again when they occur while the mail that calls them over is under way', () => {
    const written = afterRuns(report('partial', 'a'), report('done'));
    const seen = observationsOf('Often', report('partial', 'a')).reduce(
      (all, each) => observe(all, each, at(5)),
      written,
    );
    const [incident] = told(seen, written, at(6));
    assert.deepEqual([incident?.mails, incident?.recovered, incident?.occurrences], [0, undefined, 2]);
    assert.deepEqual(told(written, written, at(6)), []);
  });

  it('stay few, whatever codes a plugin makes up', () => {
    const many = Array.from({ length: 600 }, (_, index) => `code-${index}`);
    assert.equal(afterRuns(report('failed', ...many)).length, 500);
  });
});
