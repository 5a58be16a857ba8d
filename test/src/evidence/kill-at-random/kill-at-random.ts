import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Product } from '@integration-client/sdk';
import { ChildModule } from '../../support/child-module.js';
import { TestHome } from '../../support/test-home.js';
import { Random } from '../random.js';
import type { EvidenceOptions, EvidenceResult, EvidenceSuite } from '../suite.js';
import type { AppliancesMethods } from './appliances.js';
import { Archive } from './archive.js';
import { halfSessions } from './databases.js';
import { Expected } from './expected.js';
import { fullCheck } from './full-check.js';
import { type Hit, HostUnderFire, type Shot } from './host-under-fire.js';
import { schedules, settingsOf } from './settings.js';
import { Work } from './work.js';

/** Kills in a whole run and in its quick part; every so many the host is hit, and every so many all is compared. */
const whole = { kills: 500, hostEvery: 20, checkEvery: 50 };
const part = { kills: 2, hostEvery: 2, checkEvery: 2 };

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
    const home = await TestHome.create(options.quick ? {} : { within: tmpdir() });
    const child = new ChildModule<AppliancesMethods>(new URL('./appliances.js', import.meta.url));
    try {
      return await besiege(home, child.methods, options);
    } finally {
      await home.remove();
      await child.stop();
    }
  },
};

type Appliances = ChildModule<AppliancesMethods>['methods'];

async function besiege(
  home: TestHome,
  appliances: Appliances,
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
  const siege = { random, appliances, archive, host, work };
  const hits = { kills: 0, processes: 0, hosts: 0, inMidFile: 0 };

  let place = 'at the start';
  try {
    await appliances.go(firstSteps);
    await host.start();
    work.begin();
    for (let kill = 1; kill <= kills; kill++) {
      const shot = nextShot(kill, hostEvery, random);
      place = `kill ${kill} (${shot}), seed ${seed}`;
      progress(`${place}, ${violations.length} violations`);
      const { pids, survivors, inMidFile } = await strike(shot, siege);
      hits.kills += 1;
      hits.processes += pids.length;
      hits.hosts += shot.startsWith('the host') ? 1 : 0;
      hits.inMidFile += inMidFile ? 1 : 0;
      if (survivors.length > 0) violations.push(`${place}: ${survivors.length} workers outlived their host`);
      const faults = [...(await archive.checkNew()), ...halfSessions(home.database)];
      violations.push(...faults.map((fault) => `${place}: ${fault}`));
      if (kill % checkEvery !== 0) continue;
      await work.pause();
      await appliances.settle();
      violations.push(...(await fullCheck(scene)).map((fault) => `after ${place}: ${fault}`));
      if (kill < kills) work.begin();
    }
    const { code, survivors } = await host.stop();
    if (code !== 0 || survivors.length > 0) {
      violations.push(`${place}: at its stop the host's exit code is ${code}, ${survivors.length} workers outlived it`);
    }
  } catch (error) {
    // A host that does not come up again, or does nothing: the siege cannot go on.
    violations.push(`${place}: ${error}`);
    work.abandon();
  }
  const count = (kind: string) => violations.filter((text) => text.includes(`: ${kind}: `)).length;
  return {
    cases: hits.kills,
    figures: [
      `${count('lost')} lost, ${count('doubled')} doubled, ${count('half')} half`,
      `${hits.processes} processes, ${hits.hosts} of them hosts; ${hits.inMidFile} kills in the middle of a file`,
      `${work.killed} transfers cut short, ${work.done} whole`,
      `${expected.sessions.size} sessions, ${expected.files().length} files`,
    ].join('; '),
    violations: [...violations, ...work.surprises],
  };
}

/** What a kill is aimed with. */
interface Siege {
  readonly random: Random;
  readonly appliances: Appliances;
  readonly archive: Archive;
  readonly host: HostUnderFire;
  readonly work: Work;
}

/** Lets something happen, waits for a random moment, and kills. */
async function strike(
  shot: Shot,
  { random, appliances, archive, host, work }: Siege,
): Promise<Hit & { readonly inMidFile: boolean }> {
  const isAtWriter = shot === 'the writer of a file';
  await appliances.go(1);
  if (isAtWriter || random.chance(inTheMiddle)) await work.progress(longestLull);
  await appliances.go(1);
  await sleep(random.below(longestPause));
  const writers = isAtWriter ? await writing(archive, host) : [];
  const hit = await host.shoot(shot, (workers) => {
    const aims = workers.filter((pid) => writers.includes(pid));
    return random.pick(aims.length > 0 ? aims : workers);
  });
  const left = await archive.writers();
  return { ...hit, inMidFile: left.some((pid) => hit.pids.includes(pid)) };
}

/** The workers that have a file in hand; waits a while for one. */
async function writing(archive: Archive, host: HostUnderFire): Promise<number[]> {
  for (const latest = Date.now() + longestLull; Date.now() < latest; await sleep(20)) {
    const [writers, workers] = [await archive.writers(), await host.workers()];
    const found = workers.filter((pid) => writers.includes(pid));
    if (found.length > 0) return found;
  }
  return [];
}

function nextShot(kill: number, hostEvery: number, random: Random): Shot {
  if (kill % hostEvery === 0) return random.chance(0.5) ? 'the host' : 'the host and its workers';
  if (random.chance(0.3)) return 'the writer of a file';
  return random.chance(0.8) ? 'a worker' : 'every worker';
}
