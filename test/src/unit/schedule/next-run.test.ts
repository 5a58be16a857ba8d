import assert from 'node:assert/strict';
import { dueTime } from '@integration-client/core/schedule/due-time';
import { type NextRunInput, nextRun } from '@integration-client/core/schedule/next-run';
import { periodMilliseconds } from '@integration-client/core/schedule/period';
import fc from 'fast-check';

const at = (iso: string) => new Date(iso);
const daily = (time: string, timeZone: string, now: string, previousDue?: string) =>
  nextRun({
    period: { days: 1, at: time },
    timeZone,
    now: at(now),
    ...(previousDue === undefined ? {} : { previousDue: at(previousDue) }),
  }).toISOString();

/** All runs of a daily time between two instants. */
function runsBetween(time: string, timeZone: string, from: string, to: string, days = 1): string[] {
  const runs: string[] = [];
  let input: NextRunInput = { period: { days, at: time }, timeZone, now: at(from) };
  for (;;) {
    const next = nextRun(input);
    assert.ok(next > input.now, `${next.toISOString()} is not after ${input.now.toISOString()}`);
    if (next >= at(to)) return runs;
    runs.push(next.toISOString());
    input = { ...input, previousDue: next, now: next };
  }
}

describe('next run of an interval', () => {
  it('is at once for a new schedule', () => {
    const now = at('2026-03-01T10:00:00.123Z');
    assert.deepEqual(nextRun({ period: { minutes: 5 }, now }), now);
  });

  it('is one period after the last run where no due time is known', () => {
    const lastRun = at('2026-03-01T10:00:00Z');
    const input = { period: { hours: 1 }, lastRun };
    assert.deepEqual(nextRun({ ...input, now: at('2026-03-01T10:20:00Z') }), at('2026-03-01T11:00:00Z'));
    assert.deepEqual(nextRun({ ...input, now: at('2026-03-01T15:20:00Z') }), at('2026-03-01T15:20:00Z'));
  });

  it('stays on the grid of the previous due time, however late the run ends', () => {
    const input = { period: { minutes: 5 }, previousDue: at('2026-03-01T10:00:00Z') };
    assert.deepEqual(nextRun({ ...input, now: at('2026-03-01T10:00:07Z') }), at('2026-03-01T10:05:00Z'));
    assert.deepEqual(nextRun({ ...input, now: at('2026-03-01T10:05:00Z') }), at('2026-03-01T10:10:00Z'));
    assert.deepEqual(nextRun({ ...input, now: at('2026-03-02T16:01:00Z') }), at('2026-03-02T16:05:00Z'));
  });

  it('is always the first point of the grid after now', () => {
    const period = fc.oneof(
      fc.record({ minutes: fc.integer({ min: 1, max: 59 }) }),
      fc.record({ hours: fc.integer({ min: 1, max: 23 }) }),
      fc.record({ days: fc.integer({ min: 1, max: 7 }) }),
    );
    const time = fc.date({ min: at('2020-01-01T00:00:00Z'), max: at('2040-01-01T00:00:00Z'), noInvalidDate: true });
    fc.assert(
      fc.property(period, time, time, (every, previousDue, now) => {
        const next = nextRun({ period: every, previousDue, now });
        const length = periodMilliseconds(every);
        assert.ok(next > now && next.getTime() - now.getTime() <= length);
        assert.equal(Math.abs(next.getTime() - previousDue.getTime()) % length, 0);
      }),
    );
  });
});

describe('next run at a time of day', () => {
  it('of a new schedule waits for its time', () => {
    assert.equal(daily('02:00', 'UTC', '2026-03-01T01:59:59Z'), '2026-03-01T02:00:00.000Z');
    assert.equal(daily('02:00', 'UTC', '2026-03-01T02:00:01Z'), '2026-03-02T02:00:00.000Z');
    assert.equal(daily('02:00', 'Asia/Kolkata', '2026-03-01T00:00:00Z'), '2026-03-01T20:30:00.000Z');
  });

  it('catches up what was missed once', () => {
    const missed = daily('02:00', 'UTC', '2026-03-05T12:00:00Z', '2026-03-01T02:00:00Z');
    assert.equal(missed, '2026-03-06T02:00:00.000Z');
  });

  it('runs once when daylight saving skips its time, and once when it repeats it', () => {
    const table = [
      // zone, time, around the gap, its run, around the repetition, its run
      ['Europe/Berlin', '02:30', '2026-03-29', '01:00', '2026-10-25', ['00:30', '01:30']],
      ['America/New_York', '02:30', '2026-03-08', '07:00', '2026-11-01', ['07:30']],
      ['America/New_York', '01:30', '2026-03-08', '06:30', '2026-11-01', ['05:30', '06:30']],
      ['Australia/Lord_Howe', '02:15', '2026-10-04', '15:30', '2026-04-05', ['15:45', '15:15']],
      ['Africa/Cairo', '00:30', '2026-04-24', '22:00', '2026-10-30', ['22:30']],
    ] as const;
    for (const [zone, time, gap, gapRun, repetition, repetitionRuns] of table) {
      const local = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' });
      const runsOn = (day: string) => {
        const noon = at(`${day}T12:00:00Z`).getTime();
        const [from, to] = [-3, 3].map((days) => new Date(noon + days * 86_400_000).toISOString());
        const runs = runsBetween(time, zone, from ?? '', to ?? '');
        const days = runs.map((run) => local.format(at(run)));
        assert.equal(new Set(days).size, days.length, `${zone}: a local day has one run`);
        return runs.filter((run) => local.format(at(run)) === day).map((run) => run.slice(11, 16));
      };
      assert.deepEqual(runsOn(gap), [gapRun], `${zone} skips ${time}`);
      const repeated = runsOn(repetition);
      assert.equal(repeated.length, 1, `${zone} repeats ${time}`);
      assert.ok(
        (repetitionRuns as readonly string[]).includes(repeated[0] ?? ''),
        `${zone} repeats ${time}: ${repeated}`,
      );
    }
  });

  it('runs on 29 February', () => {
    assert.deepEqual(runsBetween('02:00', 'UTC', '2028-02-28T00:00:00Z', '2028-03-02T00:00:00Z'), [
      '2028-02-28T02:00:00.000Z',
      '2028-02-29T02:00:00.000Z',
      '2028-03-01T02:00:00.000Z',
    ]);
  });

  it('counts several days in local dates, also over a change of daylight saving', () => {
    assert.deepEqual(runsBetween('02:00', 'Europe/Berlin', '2026-03-26T00:00:00Z', '2026-04-06T00:00:00Z', 3), [
      '2026-03-26T01:00:00.000Z',
      '2026-03-29T01:00:00.000Z',
      '2026-04-01T00:00:00.000Z',
      '2026-04-04T00:00:00.000Z',
    ]);
  });

  it('keeps the grid of several days after a long pause', () => {
    const next = nextRun({
      period: { days: 3, at: '02:00' },
      timeZone: 'UTC',
      previousDue: at('2026-03-01T02:00:00Z'),
      now: at('2026-03-09T12:00:00Z'),
    });
    assert.deepEqual(next, at('2026-03-10T02:00:00Z'));
  });
});

describe('due time', () => {
  const now = at('2026-03-01T12:00:00Z');

  it('stays when it has passed, or lies within a period', () => {
    for (const due of ['2026-02-01T00:00:00Z', '2026-03-01T12:04:00Z']) {
      assert.deepEqual(dueTime({ minutes: 5 }, { nextRun: at(due) }, now, 'UTC'), at(due));
    }
  });

  it('is computed anew when the clock was set back, on the same grid', () => {
    assert.deepEqual(dueTime({ minutes: 5 }, { nextRun: at('2026-03-01T14:03:00Z') }, now), at('2026-03-01T12:03:00Z'));
    const due = dueTime({ days: 1, at: '02:00' }, { nextRun: at('2026-03-20T02:00:00Z') }, now, 'UTC');
    assert.deepEqual(due, at('2026-03-02T02:00:00Z'));
  });

  it('is computed anew when the period was changed', () => {
    const tomorrow = { nextRun: at('2026-03-02T02:00:00Z') };
    assert.deepEqual(dueTime({ minutes: 5 }, tomorrow, now), at('2026-03-01T12:05:00Z'));
    assert.deepEqual(dueTime({ days: 1, at: '04:00' }, tomorrow, now, 'UTC'), at('2026-03-02T04:00:00Z'));
    assert.deepEqual(dueTime({ days: 1, at: '02:00' }, tomorrow, now, 'Asia/Tokyo'), at('2026-03-01T17:00:00Z'));
  });
});
