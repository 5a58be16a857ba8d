import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../random.js';
import type { EvidenceOptions, EvidenceResult, EvidenceSuite } from '../suite.js';
import type { FaultKind } from './findings.js';
import { KillableProcess } from './killable-process.js';
import { type Scenario, scenarios } from './scenarios.js';
import { Trial } from './trial.js';

/** Scenarios are tried side by side in so many lanes, each step in one of them. */
const laneCount = 2;

/** After each so-manieth kill a third run shows that nothing is left to do. */
const thirdRunEvery = 10;

/** In part: so many steps of a scenario for each plugin. */
const quickSteps = 4;

/** What a lane does with a scenario. */
interface Task {
  readonly scenario: Scenario;
  readonly stepsOf: (steps: number) => readonly number[];
  readonly thirdRunEvery: number;
}

/** Kills a process at every step of a run, once each, and looks what the next run makes of what is left. */
export const killAtEveryStep: EvidenceSuite = {
  name: 'kill-at-every-step',
  title: 'kill -9 at every step of a run: files and SQLite, each operation',
  least: 1_000,
  async run(options) {
    const directory = await mkdtemp(join(tmpdir(), 'ic-kill-'));
    const evidence = new Evidence(options.progress);
    try {
      const lanes = Array.from({ length: laneCount }, (_, lane) => tasks(options, lane));
      await Promise.all(lanes.map((own, lane) => walk(own, join(directory, `${lane}`), evidence)));
    } finally {
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    }
    return evidence.result();
  },
};

function tasks({ seed, quick }: EvidenceOptions, lane: number): Task[] {
  if (!quick) {
    const every = (steps: number) => range(steps).filter((step) => step % laneCount === lane);
    return scenarios.map((scenario) => ({ scenario, stepsOf: every, thirdRunEvery }));
  }
  const random = new Random('kill-at-every-step', seed, lane);
  const plugin = lane === 0 ? 'filesystem' : 'sqlite';
  const scenario = random.pick(scenarios.filter((one) => one.plugin === plugin));
  const spread = (steps: number) =>
    range(quickSteps).map((part) => Math.ceil(((part - random.next()) * steps) / quickSteps));
  return [{ scenario, stepsOf: spread, thirdRunEvery: 1 }];
}

/** Does one task after the other. */
async function walk(own: readonly Task[], directory: string, evidence: Evidence): Promise<void> {
  const steady = KillableProcess.start();
  let next = KillableProcess.start();
  try {
    for (const { scenario, stepsOf, thirdRunEvery } of own) {
      let trial: Trial | undefined;
      try {
        trial = await Trial.prepare(scenario, directory, steady);
        for (const [index, step] of stepsOf(trial.steps).entries()) {
          const victim = next;
          next = KillableProcess.start();
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
    await Promise.all([steady.stop(), next.stop()]);
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

  add(scenario: string, place: string, { step, faults }: Awaited<ReturnType<Trial['kill']>>): void {
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
