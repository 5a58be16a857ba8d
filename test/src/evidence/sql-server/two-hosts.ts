import type { RunReport } from '@integration-client/core/run';
import { TestHome } from '../../support/test-home.js';
import { bothSites, type Change, deliveredBy, type PartOptions, type PartResult, Scene } from './scene.js';

/** Two homes with the same sites and the same database run at once, over and over; the first time there is no database. */
export async function twoHosts(
  rounds: number,
  { added, changed }: Change,
  { server, seed, progress }: PartOptions,
): Promise<PartResult> {
  const homes = [await TestHome.create(), await TestHome.create()];
  const scene = await Scene.start(server, seed, 0);
  const violations: string[] = [];
  let written = 0;
  try {
    for (const home of homes) await scene.apply(home);
    for (let round = 1; round <= rounds; round++) {
      progress(`round ${round} of ${rounds} of two hosts`);
      await scene.appliances.step(added, changed);
      const runs = await Promise.all(
        homes.map((home) => home.start('ic', 'schedule', 'run', bothSites, '--json').finished()),
      );
      const faults = runs.flatMap(({ code, stderr }) => (code === 0 ? [] : [`a run ended with ${code}: ${stderr}`]));
      const [one = 0, other = 0] = runs.map(({ stdout }) =>
        stdout === '' ? 0 : deliveredBy(JSON.parse(stdout) as RunReport),
      );
      if (one !== other) faults.push(`one host delivered ${one} sessions, the other ${other}`);
      written += Math.min(one, other);
      violations.push(
        ...[...faults, ...(await scene.wrong())].map((text) => `two hosts, round ${round}, seed ${seed}: ${text}`),
      );
    }
    return { cases: rounds, figures: `${written} deliveries of two hosts each`, violations };
  } finally {
    for (const home of homes) await home.remove();
    await scene.stop();
  }
}
