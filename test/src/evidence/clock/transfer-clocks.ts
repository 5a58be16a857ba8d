import { beginningOfTime } from '@integration-client/core/transfer/windows';
import type { Operation } from '@integration-client/sdk';
import type { Bench, Trial } from '../../unit/transfer/bench.js';
import { Vault } from '../../unit/transfer/vault.js';
import { hour, minute, second, World, type WorldSession } from '../../unit/transfer/world.js';
import { Random } from '../random.js';

/** What the clocks do while transfers run. Times are milliseconds; of the transfers, the fifth of twelve is the one in which something happens. */
export interface ClockCase {
  readonly name: string;
  /** How far the appliance's clock is ahead before and after it is corrected; one number: it never is. */
  readonly appliance?: readonly [number, number?];
  /** When it is corrected, after the beginning of the fifth run: within it, or before the sixth. */
  readonly corrected?: number;
  /** How far this machine's clock is ahead before the fifth run, and from then on. */
  readonly machine?: readonly [number, number];
  /** How long nothing runs after the fifth run. */
  readonly pause?: number;
  /** Only an appliance that tells its time can be noticed to be set back further than runs overlap. */
  readonly onlyTold?: boolean;
}

const ten = 10 * minute;
const withinRun = 5 * second;
const betweenRuns = 4 * minute;

/** All that is tried. */
export const clockCases: readonly ClockCase[] = [
  { name: 'all clocks are right' },
  { name: 'the appliance is 10 min ahead', appliance: [ten] },
  { name: 'the appliance is 10 min behind', appliance: [-ten] },
  { name: 'the appliance is 10 min ahead, corrected during a run', appliance: [ten, 0], corrected: withinRun },
  { name: 'the appliance is 10 min behind, corrected during a run', appliance: [-ten, 0], corrected: withinRun },
  { name: 'the appliance is 10 min ahead, corrected between runs', appliance: [ten, 0], corrected: betweenRuns },
  { name: 'the appliance is 10 min behind, corrected between runs', appliance: [-ten, 0], corrected: betweenRuns },
  { name: 'the appliance goes 10 min wrong during a run', appliance: [0, ten], corrected: withinRun },
  { name: 'the appliance falls 10 min back during a run', appliance: [0, -ten], corrected: withinRun },
  {
    name: 'the appliance is set back 3 h, with no run for 2 h',
    appliance: [0, -3 * hour],
    corrected: betweenRuns,
    pause: 2 * hour,
    onlyTold: true,
  },
  { name: 'this machine is set back 2 h', machine: [0, -2 * hour] },
  { name: 'this machine is set forward 2 h', machine: [0, 2 * hour] },
  { name: 'this machine was 2 h ahead and is set right', machine: [2 * hour, 0] },
  { name: 'this machine was 2 h behind and is set right', machine: [-2 * hour, 0] },
  { name: 'this machine sleeps 30 h', pause: 30 * hour },
  {
    name: 'all of it: the appliance 10 min ahead, corrected, this machine 2 h back, 30 h asleep',
    appliance: [ten, 0],
    corrected: withinRun,
    machine: [0, -2 * hour],
    pause: 30 * hour,
  },
];

const runs = 12;
const operations: readonly Operation[] = ['sessions', 'session-recordings', 'command-shell-recordings'];
const start = Date.parse('2026-03-01T12:00:00Z');

/** What the transfers of a case came to. */
interface Played {
  readonly violations: readonly string[];
  readonly items: number;
  /** What was stored, in order, and the checkpoints. */
  readonly result: string;
}

/**
 * Plays cases on worlds of a seed, with an appliance that tells its time and with one that does not. Answers how many
 * were played, how many items they moved, and what went wrong.
 */
export async function playTransfers(bench: Bench, cases: readonly ClockCase[], seed: string) {
  const violations: string[] = [];
  let played = 0;
  let items = 0;
  for (const clockCase of cases) {
    for (const tellsTime of clockCase.onlyTold ? [true] : [true, false]) {
      const one = await play(bench, clockCase, seed, tellsTime);
      played += 1;
      items += one.items;
      violations.push(...one.violations);
      // Where the appliance tells its time, all that this machine's clock says must make no difference.
      if (!tellsTime || clockCase.machine === undefined) continue;
      const withRightClock = await play(bench, { ...clockCase, machine: [0, 0] }, seed, tellsTime);
      if (withRightClock.result === one.result) continue;
      violations.push(`${clockCase.name}, worlds of seed ${seed}: something depends on this machine's clock`);
    }
  }
  return { played, items, violations };
}

async function play(bench: Bench, clockCase: ClockCase, seed: string, tellsTime: boolean): Promise<Played> {
  const { appliance: [before, after = before] = [0], corrected = 0, machine = [0, 0], pause = 0 } = clockCase;
  const random = new Random('transfer clocks', seed);
  const world = new World(start);
  world.tellsTime = tellsTime;
  const vault = new CountingVault();
  const trial = await bench.trial(world, vault);
  trial.operations = operations;
  const violations: string[] = [];
  const asked = new Set<number>();
  const begins = runTimes(random, pause);
  const correction = (begins[4] ?? 0) + corrected;
  world.clockError = (time) => (time < correction ? before : after);
  world.add(...sessionsAround(random, begins));
  for (const [run, begin] of begins.entries()) {
    world.now = Math.max(world.now, begin);
    trial.hostClockError = run < 4 ? machine[0] : machine[1];
    try {
      await trial.cleanRun();
      trial.assertHeld(comesLater(trial, begin));
      await trial.assertNothingPassed(begin);
      await assertFromData(trial, asked);
    } catch (error) {
      const appliance = tellsTime ? 'tells' : 'does not tell';
      violations.push(
        `${clockCase.name}, worlds of seed ${seed}, appliance ${appliance} its time, run ${run + 1}: ${(error as Error).message}`,
      );
      break;
    }
  }
  for (const [key, times] of vault.times) {
    if (times > 1) violations.push(`${clockCase.name}, worlds of seed ${seed}: ${key} delivered ${times} times`);
  }
  const state = await trial.state();
  const checkpoints = await Promise.all(operations.map((operation) => state.checkpoint(operation)));
  const result = JSON.stringify([vault.written.map((key) => key.slice(key.indexOf('/'))), checkpoints]);
  return { violations, items: vault.times.size, result };
}

/** Runs follow one another in minutes, once after a pause of hours. */
function runTimes(random: Random, pause: number): number[] {
  let time = start;
  return Array.from({ length: runs }, (_, run) => {
    time += run === 5 && pause > 0 ? pause : random.between(5, 9) * minute;
    return time;
  });
}

/** Sessions of some hours before the first run and until after the last one. Many end as a run begins, and show their end late. */
function sessionsAround(random: Random, begins: readonly number[]): WorldSession[] {
  const last = begins[runs - 1] ?? start;
  return Array.from({ length: 40 }, (_, index) => {
    const end = random.chance(0.6)
      ? random.pick(begins) + random.between(-60, 20) * second
      : random.between(start - 6 * hour, last + ten);
    return {
      lsid: `s${index}`,
      begin: end - random.between(1, random.chance(0.2) ? 300 : 12) * minute,
      ...(random.chance(0.05) ? {} : { end }),
      lag: random.below(60) * second,
      ...(random.chance(0.4) ? { recordings: [{ operation: 'session-recordings' as const }] } : {}),
    };
  });
}

/**
 * Keys of what a later run brings: what ended while this one went on, and what ended, by the appliance's own word, in the
 * future, as happens when its clock is set back.
 */
function comesLater(trial: Trial, begin: number): Set<string> {
  const { world } = trial;
  const later = world.sessions.filter(
    ({ end = 0, lag = 0 }) => end + lag > begin || world.stamp(end) > world.stamp(world.now),
  );
  return new Set(later.flatMap(({ lsid }) => trial.operations.map((operation) => trial.key(operation, lsid))));
}

/**
 * Fails unless the checkpoints lie at the end of a session, or before all of them; or where a run's clock stood, as they
 * never lie after it.
 * @param asked where the clocks of all runs stood so far
 */
async function assertFromData(trial: Trial, asked: Set<number>): Promise<void> {
  const { world } = trial;
  const state = await trial.state();
  const ends = new Set(world.sessions.map(({ end = 0 }) => world.stamp(end)));
  for (const operation of trial.operations) {
    const checkpoint = await state.checkpoint(operation);
    if (checkpoint === undefined) continue;
    const { through } = checkpoint;
    asked.add(checkpoint.asked.getTime());
    if (ends.has(through.getTime()) || asked.has(through.getTime()) || through <= beginningOfTime) continue;
    throw new Error(`the checkpoint of ${operation}, ${through.toISOString()}, is no session's end`);
  }
}

/** Counts how often each item comes, also where it is held already. */
class CountingVault extends Vault {
  readonly times = new Map<string, number>();

  override async deliver(...parameters: Parameters<Vault['deliver']>) {
    const { key } = parameters[0];
    this.times.set(key, (this.times.get(key) ?? 0) + 1);
    return super.deliver(...parameters);
  }
}
