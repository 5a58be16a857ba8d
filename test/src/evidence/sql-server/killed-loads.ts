import { setTimeout as sleep } from 'node:timers/promises';
import type { VerifyReport } from '@integration-client/core/verification';
import { TestHome } from '../../support/test-home.js';
import { HostUnderFire } from '../kill-at-random/host-under-fire.js';
import { Work } from '../kill-at-random/work.js';
import { Random } from '../random.js';
import { type Change, type PartOptions, type PartResult, products, Scene, type Server } from './scene.js';

/** The first kill and so many of the others wait until rows are being loaded, at most so long; and then a while more, in milliseconds. */
const atLoads = 0.75;
const longestLull = 10_000;
const longestPause = 400;

/** Other kills strike at any time of a run, within so many milliseconds. */
const longestRun = 3_000;

/** Workers are killed while they load sessions that were added or changed; after each kill the database is looked at. */
export async function killedLoads(
  kills: number,
  { added, changed }: Change,
  { server, seed, progress }: PartOptions,
): Promise<PartResult> {
  const random = new Random('killed-loads', seed);
  const home = await TestHome.create();
  const scene = await Scene.start(server, seed, 0);
  const host = new HostUnderFire(home);
  const work = new Work(host, products);
  const violations: string[] = [];
  const hits = { kills: 0, workers: 0, loads: 0 };
  let place = 'at the start';
  try {
    await scene.apply(home);
    await host.start();
    work.begin();
    for (let kill = 1; kill <= kills; kill++) {
      place = `kill ${kill} of ${kills}, seed ${seed}`;
      progress(place);
      await scene.appliances.step(added, changed);
      if (kill === 1 || random.chance(atLoads)) {
        await nextLoad(server, work);
        await sleep(random.below(longestPause));
      } else {
        await sleep(random.below(longestRun));
      }
      const isLoading = (await server.loads())?.isLoading === true;
      const { pids } = await host.shoot(random.chance(0.7) ? 'a worker' : 'every worker', (all) => random.pick(all));
      hits.kills += Math.sign(pids.length);
      hits.workers += pids.length;
      if (isLoading && pids.length > 0) hits.loads++;
      violations.push(...(await scene.broken()).map((text) => `${place}: ${text}`));
    }
    place = `after ${place}`;
    await work.pause();
    violations.push(...(await leftAfter(home, scene, work)).map((text) => `${place}: ${text}`));
    const { code } = await host.stop();
    if (code !== 0) violations.push(`${place}: at its stop the host's exit code is ${code}`);
  } catch (error) {
    violations.push(`${place}: ${error}`);
    work.abandon();
  } finally {
    await home.remove();
    await scene.stop();
  }
  const { sessions, versions } = scene.expected.counts;
  return {
    cases: hits.kills,
    figures: [
      `${hits.workers} workers killed in ${hits.kills} kills, ${hits.loads} while rows were loaded`,
      `${work.killed} transfers cut short, ${work.done} whole`,
      `${sessions} sessions in ${versions} versions`,
    ].join('; '),
    violations: [...violations, ...work.surprises.map((text) => `killed loads, seed ${seed}: ${text}`)],
  };
}

/** Resolves when the next bulk load begins, or after a while; of a real server, when a worker has something in hand. */
async function nextLoad(server: Server, work: Work): Promise<void> {
  const before = await server.loads();
  if (before === undefined) return work.progress(longestLull);
  for (const latest = Date.now() + longestLull; Date.now() < latest; await sleep(10)) {
    const now = await server.loads();
    if (now?.isLoading && now.count > before.count) return;
  }
}

/** What is wrong after one more run that nobody disturbs. */
async function leftAfter(home: TestHome, scene: Scene, work: Work): Promise<string[]> {
  const reports = await work.runEach(products);
  const undone = reports.filter(({ outcome }) => outcome !== 'done');
  const wrong = await scene.wrong();
  const { stdout, stderr } = await home.ic('verify', '--json');
  const verified = stdout === '' ? [] : (JSON.parse(stdout) as VerifyReport).destinations;
  const intact = verified.reduce((sum, { counts }) => sum + counts.intact, 0);
  const { sessions } = scene.expected.counts;
  return [
    ...undone.map(({ schedule, outcome }) => `an undisturbed run of "${schedule}" ended ${outcome}`),
    ...wrong,
    ...(intact === sessions ? [] : [`ic verify finds ${intact} of ${sessions} sessions intact: ${stderr.slice(-500)}`]),
  ];
}
