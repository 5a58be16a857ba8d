import assert from 'node:assert/strict';
import { ConfigError, RetryableError, UnreachableError } from '@integration-client/sdk';
import type { Bench, Trial } from './bench.js';
import { type Fault, Steps } from './steps.js';
import { BatchVault } from './vault.js';
import { day, hour, minute, World } from './world.js';

/** When the first run is, in milliseconds. */
export const noon = Date.parse('2026-03-01T12:00:00Z');
const recorded = [{ operation: 'session-recordings' }, { operation: 'command-shell-recordings' }] as const;

/** An hour in which everything happens that can. The first run is at noon, the one that is interrupted at one. */
function busyHour(): World {
  return new World(noon).add(
    { lsid: 'before', begin: noon - hour, end: noon - 30 * minute },
    { lsid: 'over-noon', begin: noon - hour, end: noon + 10 * minute, recordings: recorded },
    { lsid: 'within', begin: noon + 5 * minute, end: noon + 20 * minute, recordings: recorded },
    { lsid: 'changing', begin: noon + 6 * minute, end: noon + 58 * minute, changes: noon + 65 * minute },
    { lsid: 'late', begin: noon + 30 * minute, end: noon + 55 * minute, lag: 4 * minute },
    { lsid: 'during-the-run', begin: noon + 50 * minute, end: noon + hour + 10_000, recordings: recorded },
    { lsid: 'open', begin: noon + 50 * minute },
    { lsid: 'open-for-days', begin: noon - 7 * day + 30 * minute },
    { lsid: 'ends-later', begin: noon - 20 * minute, end: noon + 63 * minute },
    { lsid: 'broken', begin: noon + 5 * minute, end: noon + 15 * minute, isBroken: () => true },
  );
}

/** The process ends after a step. */
export const crash: Fault = { when: 'after', crash: true, error: () => new Error('crashed') };
const faults: readonly Fault[] = [
  { when: 'before', error: () => new UnreachableError('no', { code: 'away' }) },
  { when: 'before', error: () => new RetryableError('no', { code: 'busy' }) },
  { when: 'after', error: () => new UnreachableError('no', { code: 'away' }) },
  { when: 'before', error: () => new ConfigError('no', { code: 'refused' }) },
  { when: 'after', error: () => new TypeError('x is not a function') },
];
/** What goes wrong at a step, by the name of the kind. */
export const plans: Readonly<Record<string, (step: number) => Fault | undefined>> = {
  // To end before a step is to end after the one before it.
  'the process ends there': () => crash,
  'it throws one error or another': (step) => faults[step % faults.length],
};

/** A trial of the busy hour that has had its first run; it is one o'clock now. */
export async function begun(bench: Bench): Promise<Trial> {
  const trial = await bench.trial(busyHour(), new BatchVault());
  const state = await trial.state();
  // As if it had run before: the first run of all has many windows, and a test of its own.
  const checkpoint = { through: new Date(noon - hour), asked: new Date(noon - hour) };
  for (const operation of trial.operations) await state.saveCheckpoint(operation, checkpoint);
  await state.addPending(
    trial.operations.map((operation) => ({ operation, lsid: 'open-for-days', since: new Date(noon - 7 * day) })),
  );
  await trial.cleanRun();
  trial.world.now = noon + hour;
  return trial;
}

/** Fails unless one run more brings all that was missing, and another one nothing. */
export async function assertCompleted(trial: Trial): Promise<void> {
  trial.world.now = Math.max(trial.world.now, noon + 70 * minute);
  await trial.run();
  trial.assertHeld();
  await trial.assertNothingPassed(trial.world.now);
  assert.ok(trial.vault.held.has(trial.key('sessions', 'open-for-days')));
  assert.ok(!trial.vault.held.has(trial.key('sessions', 'open')));
  const failed = (await trial.failed()).map(({ key, quarantined }) => ({ key, quarantined }));
  assert.deepEqual(failed, [{ key: trial.key('sessions', 'broken'), quarantined: true }]);
  const { length } = trial.vault.written;
  await trial.cleanRun();
  assert.equal(trial.vault.written.length, length, 'a run with nothing new delivers nothing');
}

/** Interrupts a run at each of some steps, each time anew, which are given by their numbers from 1 on. */
export async function assertMakesUpFor(
  bench: Bench,
  plan: (step: number) => Fault | undefined,
  chosen: (names: readonly string[]) => Iterable<number>,
): Promise<void> {
  const undisturbed = new Steps();
  await (await begun(bench)).run({ steps: undisturbed });
  for (const failing of chosen(undisturbed.names)) {
    const trial = await begun(bench);
    const steps = new Steps((step) => (step === failing ? plan(step) : undefined));
    const started = trial.world.now;
    await trial.run({ steps });
    assert.ok(steps.count >= failing, `there is no step ${failing}`);
    try {
      await trial.assertNothingPassed(started);
      await assertCompleted(trial);
    } catch (error) {
      throw new Error(`step ${failing}, ${steps.names[failing - 1]}: ${(error as Error).message}`, { cause: error });
    }
  }
}

/** Interrupts the first run of all, which has many windows, at every so manieth step. */
export async function assertGoesOnOverWeeks(bench: Bench, every: number): Promise<void> {
  const week = 7 * day;
  let interrupted = 0;
  for (let failing = 3; ; failing += every) {
    const world = new World(noon);
    for (let weeks = 0; weeks < 22; weeks += 1) {
      const begin = noon - weeks * week - day;
      world.add({ lsid: `w-${weeks}`, begin, end: begin + hour });
      // Longer than a window, so that it is met in one and ends in another.
      if (weeks % 3 === 2) world.add({ lsid: `long-${weeks}`, begin: begin - 2 * hour, end: begin + 10 * day });
    }
    const trial = await bench.trial(world);
    trial.operations = ['sessions'];
    const steps = new Steps((step) => (step === failing ? crash : undefined));
    await trial.run({ steps });
    if (steps.count < failing) break;
    await trial.assertNothingPassed(noon);
    await trial.cleanRun();
    trial.assertHeld();
    interrupted += 1;
  }
  assert.ok(interrupted > 1, 'the run has too few steps');
}
