import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { memoryDirectory } from '../../support/memory-directory.js';
import { Random } from '../random.js';
import type { EvidenceResult, EvidenceSuite } from '../suite.js';
import type { FaultKind } from './findings.js';
import { KillableProcess } from './killable-process.js';
import { type Scenario, scenarios } from './scenarios.js';
import { type Kill, Trial } from './trial.js';
import { Victims } from './victims.js';

/** Every scenario is tried side by side in so many lanes, each step in one of them. */
const laneCount = 2;

/** After each so-manieth kill a third run shows that nothing is left to do. */
const thirdRunEvery = 10;

/** In part: so many steps of a scenario for each plugin. Each takes a process. */
const quickSteps = 1;

/** Which steps of a scenario are tried, of so many. */
interface Task {
  readonly scenario: Scenario;
  readonly stepsOf: (steps: number) => readonly number[];
}

/** Kills a process at every step of a run, once each, and looks what the next run makes of what is left. */
export const killAtEveryStep: EvidenceSuite = {
  name: 'kill-at-every-step',
  title: 'kill -9 at every step of a run: files and SQLite, each operation',
  least: 1_000,
  async run({ seed, quick, progress }) {
    const directory = await mkdtemp(join(memoryDirectory(), 'ic-kill-'));
    const evidence = new Evidence(progress);
    const lanes = quick ? [someTasks(seed)] : range(laneCount).map(everyTask);
    const victims = new Victims(quick ? 2 * quickSteps : Number.POSITIVE_INFINITY);
    try {
      await Promise.all(lanes.map((tasks, lane) => walk(tasks, join(directory, `${lane}`), victims, evidence)));
    } finally {
      await victims.stop();
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    }
    return evidence.result();
  },
};

function everyTask(lane: number): Task[] {
  const stepsOf = (steps: number) => range(steps).filter((step) => step % laneCount === lane % laneCount);
  return scenarios.map((scenario) => ({ scenario, stepsOf }));
}

/** A scenario for each plugin, and of each a step from each part of its run. */
function someTasks(seed: number): Task[] {
  const random = new Random('kill-at-every-step', seed);
  const stepsOf = (steps: number) =>
    range(quickSteps).map((part) => Math.ceil(((part - random.next()) * steps) / quickSteps));
  return ['filesystem', 'sqlite'].map((plugin) => ({
    scenario: random.pick(scenarios.filter((one) => one.plugin === plugin)),
    stepsOf,
  }));
}

/** Does one task after the other. */
async function walk(tasks: readonly Task[], directory: string, victims: Victims, evidence: Evidence): Promise<void> {
  const steady = KillableProcess.start();
  try {
    for (const { scenario, stepsOf } of tasks) {
      let trial: Trial | undefined;
      try {
        trial = await Trial.prepare(scenario, directory, steady);
        for (const [index, step] of stepsOf(trial.steps).entries()) {
          const victim = victims.next();
          const kill = await trial.kill(step, victim, index % thirdRunEvery === 0);
          if (kill.step === undefined) await victim.stop();
          evidence.add(scenario.name, `step ${step} of ${trial.steps}`, kill);
        }
      } catch (error) {
        evidence.fail(scenario.name, error);
      } finally {
        await trial?.close();
      }
    }
  } finally {
    await steady.stop();
  }
}

/** Counts kills, and what they broke. */
class Evidence {
  readonly #progress: (text: string) => void;
  readonly #broken: Record<FaultKind, number> = { lost: 0, doubled: 0, half: 0, wrong: 0 };
  readonly #violations: string[] = [];
  #kills = 0;

  constructor(progress: (text: string) => void) {
    this.#progress = progress;
  }

  add(scenario: string, place: string, { step, faults }: Kill): void {
    if (step !== undefined) this.#kills += 1;
    for (const { kind, text } of faults) {
      this.#broken[kind] += 1;
      this.#violations.push(`${scenario}, ${place} (${step ?? 'not killed'}): ${kind}: ${text}`);
    }
    this.#progress(`${scenario}, ${place}; ${this.#kills} kills, ${this.#violations.length} violations`);
  }

  fail(scenario: string, error: unknown): void {
    this.#violations.push(`${scenario}: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
  }

  result(): EvidenceResult {
    const { lost, doubled, half } = this.#broken;
    const figures = `${lost} lost, ${doubled} doubled, ${half} half`;
    return { cases: this.#kills, figures, violations: this.#violations };
  }
}

/** The numbers from 1 on. */
function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
