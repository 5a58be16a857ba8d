import assert from 'node:assert/strict';
import { type Incident, observationsOf, observe, told } from '@integration-client/core/notify/incident';
import { nextMail, type SentTimes, sentNow } from '@integration-client/core/notify/pacing';
import type { Outcome } from '@integration-client/core/run';
import fc from 'fast-check';
import { reportOf } from './incidents.js';

const minute = 60_000;
const day = 24 * 60 * minute;
const begin = Date.parse('2026-03-01T00:00:00Z');

/** What happens minute by minute, with mail that always works. Answers when mails went out, and what they told. */
function play(
  minutes: number,
  runs: (minute: number) => readonly { place: string; outcome: Outcome; codes?: string[] }[],
) {
  let known: readonly Incident[] = [];
  let sent: SentTimes = [];
  const mails: { readonly at: number; readonly incidents: readonly Incident[] }[] = [];
  for (let at = 0; at < minutes; at += 1) {
    const now = new Date(begin + at * minute);
    for (const { place, ...run } of runs(at)) {
      const report = reportOf([{ site: place, destination: 'Archive', ...run }]);
      for (const seen of observationsOf('Often', report)) known = observe(known, seen, now);
    }
    const next = nextMail(known, sent, now);
    if (next === undefined || next > now) continue;
    mails.push({ at, incidents: known });
    sent = sentNow(sent, now);
    known = told(known, known, now);
  }
  return { mails, known };
}

const failing = (place = 'Example') => ({ place, outcome: 'unreachable' as const, codes: ['down'] });
const working = (place = 'Example') => ({ place, outcome: 'done' as const });

describe('the pace of mails', () => {
  it('tells the first error at once, gathers repeats, and tells when it is over', () => {
    const { mails, known } = play(40 * 60, (at) => [at >= 10 && at < 36 * 60 ? failing() : working()]);
    assert.deepEqual(
      mails.map(({ at }) => at),
      [10, 70, 310, 1750, 36 * 60],
    );
    assert.deepEqual(
      mails.map(({ incidents }) => incidents.map(({ occurrences }) => occurrences)),
      [[1], [61], [301], [1741], [36 * 60 - 10]],
    );
    assert.ok(mails.at(-1)?.incidents[0]?.recovered);
    assert.deepEqual(known, []);
  });

  it('makes at most 10 mails of 10,000 errors of a week, and of 10,000 of an hour', () => {
    const week = play(10_001, (at) => [at < 10_000 ? failing() : working()]);
    assert.equal(week.mails.at(-1)?.incidents[0]?.occurrences, 10_000);
    assert.ok(week.mails.length <= 10, `${week.mails.length} mails`);
    const hour = play(120, (at) =>
      at < 60 ? Array.from({ length: 167 }, (_, place) => failing(`Site ${place}`)) : [],
    );
    assert.ok(hour.mails.length <= 10, `${hour.mails.length} mails`);
    assert.equal(hour.mails[0]?.at, 0);
  });

  it('tells of another error soon, also while one goes on for days', () => {
    const { mails } = play(5 * 1440, (at) => [failing(), ...(at === 4 * 1440 + 600 ? [failing('Other')] : [])]);
    assert.ok(mails.some(({ at }) => at === 4 * 1440 + 600));
  });

  it('does not forget an error that was over before a mail could tell of it', () => {
    const { mails } = play(30, (at) => [
      at === 0 ? failing() : working(),
      at === 1 ? failing('Other') : working('Other'),
    ]);
    const other = mails.flatMap(({ incidents }) => incidents).filter(({ site }) => site === 'Other');
    assert.equal(other.length, 1);
    assert.ok(other[0]?.recovered);
  });

  it('makes at most ten mails in any 24 hours, whatever happens, and tells everything in the end', () => {
    const outcome = fc.constantFrom<Outcome>('done', 'partial', 'unreachable', 'refused', 'failed');
    const run = fc.record({
      at: fc.integer({ min: 0, max: 3 * 1440 }),
      place: fc.constantFrom('A', 'B', 'C'),
      outcome,
      codes: fc.subarray(['x', 'y', 'z']),
    });
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 400 }), (runs) => {
        const all = runs.map(({ outcome: how, codes, ...rest }) => ({
          ...rest,
          outcome: how,
          codes: how === 'done' ? [] : codes,
        }));
        const byMinute = new Map<number, typeof all>();
        for (const each of all) byMinute.set(each.at, [...(byMinute.get(each.at) ?? []), each]);
        const end = 3 * 1440 + 1;
        const { mails, known } = play(6 * 1440, (at) =>
          at === end ? ['A', 'B', 'C'].map(working) : (byMinute.get(at) ?? []),
        );
        const times = mails.map(({ at }) => at * minute);
        for (const time of times) assert.ok(times.filter((other) => other >= time && other < time + day).length <= 10);
        assert.deepEqual(known, []);
        const errors = new Set(all.flatMap(({ place, codes }) => codes.map((code) => `${place} ${code}`)));
        const mailed = new Set(mails.flatMap(({ incidents }) => incidents.map(({ site, code }) => `${site} ${code}`)));
        assert.deepEqual(mailed, errors);
      }),
      { numRuns: 15 },
    );
  });

  it('is not held up by a clock that was set back', () => {
    const now = new Date(begin);
    const [seen] = observationsOf(
      'Often',
      reportOf([{ site: 'A', destination: 'B', outcome: 'failed', codes: ['x'] }]),
    ).slice(1);
    assert.ok(seen !== undefined);
    const later = Array.from({ length: 12 }, (_, index) => begin + (index + 1) * minute);
    assert.ok((nextMail(observe([], seen, now), later, now) ?? assert.fail()) <= now);
  });
});
