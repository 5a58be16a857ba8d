import { setTimeout as sleep } from 'node:timers/promises';
import type { Product } from '@integration-client/sdk';
import { ChildModule } from '../../support/child-module.js';
import { TestHome } from '../../support/test-home.js';
import { Random } from '../random.js';
import type { EvidenceOptions, EvidenceSuite } from '../suite.js';
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

/** So many of the kills wait for a sign of work: a worker that has only just begun has nothing to lose. */
const inTheMiddle = 0.7;

/** Milliseconds that a kill waits then, and the longest that it waits for that sign. */
const longestPause = 400;
const longestLull = 10_000;

/** Kills workers and hosts at random moments while two appliances get ever more to deliver. Needs `ps`: POSIX systems only. */
export const killAtRandom: EvidenceSuite = {
  name: 'kill-at-random',
  title: 'SIGKILL of workers and hosts at random moments, two sites, files and SQLite, under load',
  least: whole.kills,
  async run(options) {
    if (process.platform === 'win32') throw new Error('kill-at-random needs a POSIX system: ps and SIGKILL');
    const home = await TestHome.create();
    const child = new ChildModule<AppliancesMethods>(new URL('./appliances.js', import.meta.url));
    try {
      return await fire(home, child.methods, options);
    } finally {
      await home.remove();
      await child.stop();
    }
  },
};

async function fire(home: TestHome, appliances: ChildModule<AppliancesMethods>['methods'], options: EvidenceOptions) {
  const { kills, hostEvery, checkEvery } = options.quick ? part : whole;
  const { seed } = options;
  const random = new Random('kill-at-random', seed);
  const start = (product: Product) => appliances.start(product, seed);
  const addresses = { RS: await start('RS'), PRA: await start('PRA') };
  await home.apply(settingsOf(home, addresses));
  const expected = new Expected({ RS: addresses.RS.host, PRA: addresses.PRA.host });
  const learn = async () => expected.add(await appliances.facts());
  const archive = new Archive(home.archive, expected, learn);
  const host = new HostUnderFire(home);
  const work = new Work(host, schedules);
  const violations: string[] = [];
  const counts = { processes: 0, hosts: 0, inMidFile: 0 };

  await appliances.resume();
  await host.start();
  work.begin();
  for (let kill = 1; kill <= kills; kill++) {
    const shot = nextShot(kill, hostEvery, random);
    const place = `kill ${kill} (${shot}), seed ${seed}`;
    options.progress(`${place}, ${violations.length} violations`);
    if (random.chance(inTheMiddle)) await work.progress(longestLull);
    await sleep(random.below(longestPause));
    const { pids, survivors } = await host.shoot(shot, random);
    counts.processes += pids.length;
    if (shot.startsWith('the host')) counts.hosts++;
    if (survivors.length > 0) violations.push(`${place}: ${survivors.length} workers outlived their host`);
    if ((await archive.unfinished()).some((name) => pids.some((pid) => name.includes(`-${pid}-`)))) counts.inMidFile++;
    violations.push(...(await archive.checkNew()).map((fault) => `${place}: ${fault}`));
    if (kill % checkEvery !== 0 && kill !== kills) continue;
    await work.pause();
    await appliances.settle();
    const faults = await fullCheck({ home, archive, expected, host, work, learn, reference: !options.quick });
    violations.push(...faults.map((fault) => `after ${place}: ${fault}`));
    if (kill === kills) break;
    await appliances.resume();
    work.begin();
  }
  const { code, survivors } = await host.stop();
  if (code !== 0 || survivors.length > 0)
    violations.push(`the host ended with ${code}, ${survivors.length} workers after it`);
  violations.push(...work.surprises);
  return {
    cases: kills,
    figures:
      `${counts.processes} processes, ${counts.hosts} hosts, ${counts.inMidFile} kills in the middle of a file; ` +
      `${work.killed} transfers cut short, ${work.done} whole; ` +
      `${expected.sessions.size} sessions, ${expected.files().length} files`,
    violations,
  };
}

function nextShot(kill: number, hostEvery: number, random: Random): Shot {
  if (kill % hostEvery === 0) return random.chance(0.5) ? 'the host' : 'the host and its workers';
  return random.chance(0.75) ? 'a worker' : 'every worker';
}
