import { Bench } from '../../unit/transfer/bench.js';
import type { EvidenceSuite } from '../suite.js';
import { httpFaults } from './faults.js';
import { places } from './places.js';
import { Site } from './site.js';
import { type Case, tryCase } from './trial.js';

/** Cases tried side by side: most of their time they wait. */
const lanes = 3;

/** Every fault of the network and of the appliance, at every request that a run depends on. */
export const httpFaultsSuite: EvidenceSuite = {
  name: 'http-faults',
  title: 'HTTP faults × operations, striking once and lasting: the run ends as it should, the next is complete',
  least: 400,
  async run({ quick, progress }) {
    const queue = (quick ? cases().filter((_, index) => index % 40 === 7) : cases()).values();
    const violations: string[] = [];
    let tried = 0;
    const lane = async () => {
      const bench = await Bench.open();
      const sites = new Map<string, Site>();
      try {
        for (let next = queue.next(); !next.done; next = queue.next()) {
          const { fault, place, times } = next.value;
          const ranges = fault.ranges ?? false;
          const site = sites.get(String(ranges)) ?? (await Site.start(ranges));
          sites.set(String(ranges), site);
          for (const wrong of await tryCase(next.value, site, bench)) {
            violations.push(`${fault.name}, at ${place.name}, ${times}: ${wrong}`);
          }
          tried += 1;
          progress(`${tried} cases`);
        }
      } finally {
        await Promise.all([...sites.values()].map((site) => site.appliance.stop()));
        await bench.close();
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    return { cases: tried, figures: `${httpFaults.length} faults, ${places.length} places`, violations };
  },
};

function cases(): Case[] {
  return httpFaults.flatMap((fault) =>
    places.flatMap((place) =>
      (fault.endings[place.answered] ?? []).map(
        (ending, index) =>
          ({
            fault,
            place,
            times: index === 0 ? 'once' : 'lasting',
            ending,
          }) as const,
      ),
    ),
  );
}
