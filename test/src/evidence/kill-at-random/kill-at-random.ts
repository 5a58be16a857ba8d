import { setTimeout as sleep } from 'node:timers/promises';
import type { Product } from '@integration-client/sdk';
import { ChildModule } from '../../support/child-module.js';
import { TestHome } from '../../support/test-home.js';
import { Random } from '../random.js';
import type { EvidenceOptions, EvidenceResult, EvidenceSuite } from '../suite.js';
import type { AppliancesMethods } from './appliances.js';
import { Archive } from './archive.js';
import { Expected } from './expected.js';
import { fullCheck } from './full-check.js';
import { HostUnderFire, type Shot } from './host-under-fire.js';
import { schedules, settingsOf } from './settings.js';
import { Work } from './work.js';

/** Kills in a whole run and in its quick part; every so many the host is hit, and every so many all is compared. */
const whole = { kills: 500, hostEvery: 20, checkEvery: 50 };
const part = { kills: 4, hostEvery: 3, checkEvery: 4 };

/** Steps of traffic before the first kill. */
const firstSteps = 20;

/** So many of the kills wait for a sign of work: a worker that has only just begun has nothing to lose. */
const inTheMiddle = 0.7;

/** Milliseconds that a kill waits at most, then or otherwise, and that it waits at most for that sign. */
const longestPause = 400;
const longestLull = 10_000;

/** Kills workers and hosts at random moments while two appliances get ever more to deliver. Needs `ps`: POSIX systems only. */
export const killAtRandom: EvidenceSuite = {
  name: 'kill-at-random',
  title: 'SIGKILL of workers and hosts at random moments: two sites, files and SQLite, under load',
  least: whole.kills,
  async run(options) {
    if (process.platform === 'win32') throw new Error('kill-at-random needs a POSIX system: ps and SIGKILL');
    const home = await TestHome.create();
    const child = new ChildModule<AppliancesMethods>(new URL('./appliances.js', import.meta.url));
    try {
      return await besiege(home, child.methods, options);
    } finally {
      await home.remove();
      await child.stop();
    }
  },
};

async function besiege(
  home: TestHome,
  appliances: ChildModule<AppliancesMethods>['methods'],
  { seed, quick, progress }: EvidenceOptions,
): Promise<EvidenceResult> {
  const { kills, hostEvery, checkEvery } = quick ? part : whole;
  const random = new Random('kill-at-random', seed);
  const start = (product: Product) => appliances.start(product, seed);
  const addresses = { RS: await start('RS'), PRA: await start('PRA') };
  await home.apply(settingsOf(home, addresses));
  const expected = new Expected({ RS: addresses.RS.host, PRA: addresses.PRA.host });
  const archive = new Archive(home.archive, expected, async () => expected.add(await appliances.facts()));
  const host = new HostUnderFire(home);
  const work = new Work(host, schedules);
  const scene = { home, archive, expected, host, work, reference: !quick };
  const violations: string[] = [];
  const counts = { processes: 0, hosts: 0, inMidFile: 0 };

  await appliances.go(firstSteps);
  await host.start();
  work.begin();
  for (let kill = 1; kill <= kills; kill++) {
    const shot = nextShot(kill, hostEvery, random);
    const place = `kill ${kill} (${shot}), seed ${seed}`;
    progress(`${place}, ${violations.length} violations`);
    await appliances.go(1);
    if (random.chance(inTheMiddle)) await work.progress(longestLull);
    await appliances.go(1);
    await sleep(random.below(longestPause));
    const { pids, survivors } = await host.shoot(shot, random);
    counts.processes += pids.length;
    if (shot.startsWith('the host')) counts.hosts++;
    if (await archive.hasUnfinishedOf(pids)) counts.inMidFile++;
    if (survivors.length > 0) violations.push(`${place}: ${survivors.length} workers outlived their host`);
    violations.push(...(await archive.checkNew()).map((fault) => `${place}: ${fault}`));
    if (kill % checkEvery !== 0) continue;
    await work.pause();
    await appliances.settle();
    violations.push(...(await fullCheck(scene)).map((fault) => `after ${place}: ${fault}`));
    if (kill < kills) work.begin();
  }
  const { code, survivors } = await host.stop();
  if (code !== 0 || survivors.length > 0) {
    violations.push(`at the end: the host's exit code is ${code}, and ${survivors.length} workers outlived it`);
  }
  const count = (kind: string) => violations.filter((text) => text.includes(`: ${kind}: `)).length;
  return {
    cases: kills,
    figures:
      `${count('lost')} lost, ${count('doubled')} doubled, ${count('half')} half; ${counts.processes} processes, ${counts.hosts} of them hosts; ${counts.inMidFile} kills in the middle of a file; ` +
      `${work.killed} transfers cut short, ${work.done} whole; ` +
      `${expected.sessions.size} sessions and ${expected.files().length} files`,
    violations: [...violations, ...work.surprises],
  };
}

function nextShot(kill: number, hostEvery: number, random: Random): Shot {
  if (kill % hostEvery === 0) return random.chance(0.5) ? 'the host' : 'the host and its workers';
  return random.chance(0.75) ? 'a worker' : 'every worker';
}
