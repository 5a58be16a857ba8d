import { Bench } from '../../unit/transfer/bench.js';
import type { EvidenceSuite } from '../suite.js';
import { faults } from './faults.js';
import { places } from './places.js';
import { Site } from './site.js';
import { type Case, tryCase } from './trial.js';

/** Cases tried side by side: much of their time they wait. */
const lanes = 3;

/** Every how many cases one is tried quickly: a prime, so that places and faults come in all combinations. */
const quickStep = 41;

/** Every fault of the network and of the appliance, at every request that a run depends on. */
export const httpFaults: EvidenceSuite = {
  name: 'http-faults',
  title: 'every HTTP fault at every operation, once and lasting; then a run without it',
  least: 520,
  async run({ seed, quick, progress }) {
    const all = cases();
    const chosen = quick ? all.filter(({ fault }, index) => index % quickStep === 0 && !fault.isAboutTime) : all;
    const queue = chosen.values();
    const violations: string[] = [];
    let tried = 0;
    let healed = 0;
    const lane = async () => {
      const bench = await Bench.open();
      const sites = new Map<HttpFaultRanges, Site>();
      try {
        for (let next = queue.next(); !next.done; next = queue.next()) {
          const { fault, place, times } = next.value;
          const ranges = fault.ranges ?? false;
          const site = sites.get(ranges) ?? (await Site.start(seed, ranges));
          sites.set(ranges, site);
          const { wrong, hasHealed } = await tryCase(next.value, site, bench);
          violations.push(...wrong.map((what) => `${fault.name}, at ${place.name}, ${times}: ${what}`));
          tried += 1;
          healed += hasHealed ? 1 : 0;
          progress(`${tried} of ${chosen.length} cases`);
        }
      } finally {
        for (const site of sites.values()) await site.appliance.stop();
        await bench.close();
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    const figures = `${faults.length} faults × ${places.length} operations, ${healed} healed within the run`;
    return { cases: tried, figures, violations };
  },
};

type HttpFaultRanges = NonNullable<Case['fault']['ranges']>;

function cases(): Case[] {
  return faults.flatMap((fault) =>
    places.flatMap((place) =>
      (['once', 'lasting'] as const).flatMap((times) => {
        const endings = fault[place.answered]?.[times] ?? [];
        return endings.length === 0 ? [] : [{ fault, place, times, endings }];
      }),
    ),
  );
}
