import { DatabaseSync } from '@photostructure/sqlite';
import { ManySites, type ManySitesOptions, siteName } from '../../support/simulated-time/many-sites.js';
import type { EvidenceSuite } from '../suite.js';
import { describeMark, growth, type Mark } from './steady.js';

interface DayOptions extends ManySitesOptions {
  /** After so many minutes each time it is measured what the host holds. */
  readonly step: number;
}

/** A few sites for ten minutes, as the tests run it. */
const tenMinutes: DayOptions = { seed: 1, sites: 2, sessions: 5, hours: 1 / 6, workerEach: 11, step: 5 };

/** One transfer in 199 in a process of its own: all 72,000 of them would take ten hours to start alone. */
const wholeDay: DayOptions = { seed: 1, sites: 50, sessions: 144, hours: 24, workerEach: 199, step: 60 };

/** A host lives through a day of one-minute schedules, with time passed over while it has nothing to do. */
export const day: EvidenceSuite = {
  name: 'day',
  title: '24 simulated hours of one-minute schedules of 50 sites: each run once, memory and handles steady',
  least: wholeDay.sites * wholeDay.hours * 60,
  async run({ seed, quick, progress }) {
    const options = { ...(quick ? tenMinutes : wholeDay), seed };
    const minutes = options.hours * 60;
    const scene = await ManySites.start(options);
    try {
      const marks: Mark[] = [];
      for (let until = options.step; until <= minutes; until += options.step) {
        await scene.passTo(until);
        marks.push({ minutes: until, footprint: await scene.footprint() });
        progress(`simulated minute ${until} of ${minutes}`);
      }
      const { count, inWorkers, latest } = await scene.transfers();
      const [first, middle, last] = [marks[0], marks[marks.length / 2 - 1], marks.at(-1)] as [Mark, Mark, Mark];
      const delivered = options.sites * options.sessions;
      const figures = [
        ...[first, middle, last].map(describeMark),
        `${delivered.toLocaleString('en')} sessions delivered once`,
        `${inWorkers} of ${count.toLocaleString('en')} transfers in processes of their own`,
        `the latest began ${(latest / 1000).toFixed(1)} s after its minute`,
      ];
      return {
        cases: await countRuns(scene),
        figures: figures.join('; '),
        violations: [
          ...(await wrongRuns(scene, minutes)),
          ...(await wrongMinutes(scene, minutes)),
          ...(await wrongSessions(scene)),
          ...growth(first, last, delivered),
        ],
      };
    } finally {
      await scene.remove();
    }
  },
};

async function countRuns(scene: ManySites): Promise<number> {
  const counts = [...(await scene.outcomes()).values()].flatMap((outcomes) => Object.values(outcomes));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** What the host counted: each schedule ran once a minute, and all went well. */
async function wrongRuns(scene: ManySites, minutes: number): Promise<string[]> {
  const outcomes = await scene.outcomes();
  return Array.from({ length: scene.options.sites }, (_, index) => siteName(index)).flatMap((name) => {
    const found = JSON.stringify(outcomes.get(name) ?? {});
    return found === JSON.stringify({ done: minutes }) ? [] : [`${name} should have run ${minutes} times: ${found}`];
  });
}

/** What the appliances saw: one run in each minute, none missed and none doubled. */
async function wrongMinutes(scene: ManySites, minutes: number): Promise<string[]> {
  const wrong: string[] = [];
  for (const [index, seen] of (await scene.runsSeen()).entries()) {
    for (let minute = 0; minute <= minutes; minute += 1) {
      const [expected, found] = [minute === 0 ? 0 : 1, seen.get(minute) ?? 0];
      if (found !== expected) wrong.push(`${siteName(index)} saw ${found} runs in minute ${minute}, not ${expected}`);
    }
  }
  return wrong;
}

/** Every session that ended is stored, once. */
async function wrongSessions(scene: ManySites): Promise<string[]> {
  const { home, options } = scene;
  const ended = (await scene.endedSessions()).flat().sort();
  const database = new DatabaseSync(home.database, { readOnly: true });
  try {
    const rows = database.prepare('SELECT "lseq" || \'-\' || "lsid" || \'.xml\' AS "name" FROM "session"').all();
    const stored = [...(await home.files('sessions')), ...(rows as { name: string }[]).map(({ name }) => name)].sort();
    const total = options.sites * options.sessions;
    if (ended.length !== total)
      return [`${ended.length} sessions have ended, not ${total}: the trial tries too little`];
    return JSON.stringify(stored) === JSON.stringify(ended)
      ? []
      : [`${stored.length} sessions are stored, not the ${ended.length} that have ended`];
  } finally {
    database.close();
  }
}
