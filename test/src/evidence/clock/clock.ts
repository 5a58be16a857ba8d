import { memoryDirectory } from '../../support/memory-directory.js';
import { Bench } from '../../unit/transfer/bench.js';
import { Random } from '../random.js';
import type { EvidenceOptions, EvidenceSuite } from '../suite.js';
import { daylightSavingCases } from './daylight-saving-cases.js';
import { compareLocalTimes } from './local-times.js';
import { machineCases } from './machine-cases.js';
import { playSchedule, utc } from './play-schedule.js';
import type { ScheduleCase } from './schedule-case.js';
import { clockCases, playTransfers } from './transfer-clocks.js';

/** So often a schedule's program is started again while its case is played a second time. */
const restartsPerCase = 10;

/** Plays schedules and transfers while clocks change, are wrong, are set, and stand still. */
export const clock: EvidenceSuite = {
  name: 'clock',
  title: 'clocks: daylight saving in 4 zones, leap day, 2 h back, 2 h forward, 30 h asleep, appliance ±10 min',
  least: 600,
  async run(options) {
    const times = options.quick ? compareLocalTimes(240, 3) : compareLocalTimes(30, 1);
    const schedules = await playSchedules(options);
    const transfers = await playAllTransfers(options);
    const count = (kind: string) => transfers.violations.filter((violation) => violation.includes(kind)).length;
    return {
      cases: times.cases + schedules.cases + transfers.cases,
      figures:
        `${schedules.runs} runs of ${schedules.cases} schedules and ${times.cases} times of day as written; ` +
        `${transfers.cases} series of transfers, ${transfers.items} items: ${count(': lost: ')} lost, ${count(' times')} doubled`,
      violations: [...times.violations, ...schedules.violations, ...transfers.violations],
    };
  },
};

async function playSchedules({ seed, quick, progress }: EvidenceOptions) {
  const random = new Random(seed, 'restarts');
  const all = [...daylightSavingCases, ...machineCases];
  const chosen = quick ? all.filter((_, index) => index % 24 === 0) : all;
  const violations: string[] = [];
  let [cases, runs] = [0, 0];
  for (const scheduleCase of chosen) {
    progress(scheduleCase.name);
    const expected = scheduleCase.runs.map(utc).join(' ');
    const restarts = Array.from({ length: restartsPerCase }, () => random.below(minutesAwake(scheduleCase)));
    for (const some of quick ? [restarts] : [[], restarts]) {
      const found = await playSchedule(scheduleCase, some);
      cases += 1;
      runs += found.length;
      if (found.join(' ') === expected) continue;
      const restarted = some.length === 0 ? '' : `, started again after minutes ${some.join(', ')}`;
      violations.push(`${scheduleCase.name}${restarted}: runs at ${found.join(' ')}, not ${expected}`);
    }
  }
  return { cases, runs, violations };
}

function minutesAwake({ from, until, events = [] }: ScheduleCase): number {
  const between = (one: string, other: string) => (Date.parse(utc(other)) - Date.parse(utc(one))) / 60_000;
  return events.reduce((minutes, { at, to }) => minutes - between(at, to), between(from, until));
}

async function playAllTransfers({ seed, quick, progress }: EvidenceOptions) {
  const violations: string[] = [];
  const chosen = quick ? clockCases.filter((_, index) => index % 7 === 6) : clockCases;
  let [cases, items] = [0, 0];
  const bench = await Bench.open(memoryDirectory());
  try {
    for (let world = 1; world <= (quick ? 1 : 3); world += 1) {
      progress(`transfers, worlds of seed ${seed}.${world}`);
      const played = await playTransfers(bench, chosen, `${seed}.${world}`);
      cases += played.played;
      items += played.items;
      violations.push(...played.violations);
    }
  } finally {
    await bench.close();
  }
  return { cases, items, violations };
}
