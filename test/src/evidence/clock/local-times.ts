import { type NextRunInput, nextRun } from '@integration-client/core/schedule/next-run';

const minute = 60_000;
const day = 24 * 60 * minute;

/** The changes that are looked at, each by the UTC day it is on. */
const changes = [
  ['Europe/Berlin', '2026-03-29'],
  ['Europe/Berlin', '2026-10-25'],
  ['America/New_York', '2026-03-08'],
  ['America/New_York', '2026-11-01'],
  ['Australia/Lord_Howe', '2026-10-03'],
  ['Australia/Lord_Howe', '2026-04-04'],
  ['America/Santiago', '2026-09-06'],
  ['America/Santiago', '2026-04-05'],
] as const;

/**
 * Compares the runs of daily times around each change with the rule itself: of each local day, the first instant at which
 * local clocks show the time or more. Answers how many times were compared, and where they differ.
 * @param step in minutes, from one time of day to the next
 * @param changeStep so manieth of the changes is looked at. 1: all
 */
export function compareLocalTimes(
  step: number,
  changeStep: number,
): { readonly cases: number; readonly violations: readonly string[] } {
  const violations: string[] = [];
  let cases = 0;
  for (const [zone, date] of changes.filter((_, index) => index % changeStep === 0)) {
    const from = Date.parse(`${date}T00:00:00Z`) - day;
    const readings = localReadings(zone, from - day, from + 4 * day);
    for (let time = 0; time < 24 * 60; time += step) {
      const at = `${Math.floor(time / 60)}:${time % 60}`.replace(/\d+/g, (digits) => digits.padStart(2, '0'));
      const expected = byRule(readings, at).filter((instant) => instant > from && instant <= from + 3 * day);
      const found = planned(zone, at, from, from + 3 * day);
      cases += 1;
      if (found.join() === expected.join()) continue;
      violations.push(`${zone} ${at} around ${date}: runs at ${written(found)}, not ${written(expected)}`);
    }
  }
  return { cases, violations };
}

/** What local clocks show, minute by minute. */
function localReadings(zone: string, from: number, to: number): { readonly instant: number; readonly shows: string }[] {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  return Array.from({ length: (to - from) / minute }, (_, index) => {
    const instant = from + index * minute;
    return { instant, shows: format.format(instant) };
  });
}

function byRule(readings: ReturnType<typeof localReadings>, at: string): number[] {
  const dates = [...new Set(readings.map(({ shows }) => shows.slice(0, 10)))];
  return dates.flatMap((date) => {
    const first = readings.find(({ shows }) => shows >= `${date} ${at}`);
    return first === undefined ? [] : [first.instant];
  });
}

function planned(zone: string, at: string, from: number, to: number): number[] {
  const runs: number[] = [];
  let input: NextRunInput = { period: { days: 1, at }, timeZone: zone, now: new Date(from) };
  for (;;) {
    const next = nextRun(input);
    if (next.getTime() > to) return runs;
    runs.push(next.getTime());
    if (next <= input.now) return runs;
    input = { ...input, previousDue: next, now: next };
  }
}

function written(instants: readonly number[]): string {
  return instants.map((instant) => new Date(instant).toISOString()).join(', ');
}
