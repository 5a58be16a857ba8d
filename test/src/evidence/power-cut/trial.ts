import { setMaxListeners } from 'node:events';
import type { TransferReport } from '@integration-client/core/run';
import { runTransfer } from '@integration-client/core/transfer/run-transfer';
import type { TransferState } from '@integration-client/core/transfer/state';
import type { Destination, Disk, Operation } from '@integration-client/sdk';
import { destination, quiet } from '../../unit/filesystem/support.js';
import { hour, minute, type WorldSession } from '../../unit/transfer/world.js';
import { Random } from '../random.js';
import { afterPowerCut } from './after-power-cut.js';
import { BulkyWorld, host } from './bulky-world.js';
import { checkRecovered, checkState } from './check-state.js';
import type { Findings } from './findings.js';
import { KnownContents } from './known-contents.js';
import { Life, type LifeOptions } from './life.js';
import { MemoryState, type Remembered, rememberedSince } from './memory-state.js';
import { askedBefore, operationsOf, type Scenario } from './scenarios.js';
import { giveToDeadProcess } from './temporary-files.js';
import { Volume } from './volume.js';
import { VolumeDisk } from './volume-disk.js';

/** What came before: nothing, a process that was killed at some point, or a power cut at one. */
export const pasts = ['nothing', 'a kill', 'a power cut'] as const;
export type Past = (typeof pasts)[number];

/** What a broken protocol may reach besides its destination. */
export interface Reach {
  readonly disk: VolumeDisk;
  readonly state: TransferState;
  readonly operations: readonly Operation[];
  readonly now: () => Date;
}

/** A protocol that is broken on purpose: what stands in the way of the real one, made anew for each process. */
export interface Breakage {
  readonly disk?: (disk: VolumeDisk) => Disk;
  readonly destination?: (destination: Destination, reach: Reach) => Destination;
}

/** One trial: a scenario, with everything that is drawn decided by a seed. */
export interface TrialOptions {
  readonly scenario: Scenario;
  readonly past: Past;
  readonly seed: string;
  /** So many states are drawn at each point. */
  readonly draws: number;
  /** Of so large a part of the states the client recovers. */
  readonly recover: number;
  readonly breakage?: Breakage;
}

/** What outlasts a process. */
interface Situation {
  readonly volume: Volume;
  readonly remembered: Remembered;
}

/** Runs a scenario with the real client, cuts the power at each point, and notes what breaks the promise. */
export async function tryScenario(options: TrialOptions, findings: Findings): Promise<void> {
  await new Trial(options, findings).run();
}

class Trial {
  readonly #options: TrialOptions;
  readonly #findings: Findings;
  readonly #known = new KnownContents();
  readonly #random: Random;
  readonly #signal = new AbortController().signal;
  #lives = 0;

  constructor(options: TrialOptions, findings: Findings) {
    this.#options = options;
    this.#findings = findings;
    this.#random = new Random(options.seed, 'draws');
    setMaxListeners(0, this.#signal);
  }

  async run(): Promise<void> {
    const { scenario, past } = this.#options;
    const beginning = () => ({
      volume: new Volume(),
      remembered: rememberedSince(askedBefore, operationsOf(scenario)),
    });
    let situation: Situation = beginning();
    const [first = 0] = scenario.runs;
    if (past !== 'nothing') {
      const { life } = await this.#live(beginning(), this.#world(first), {});
      const diesAt = this.#random.between(1, life.points);
      situation = (await this.#live(situation, this.#world(first), { diesAt })).after;
      if (past === 'a power cut') {
        situation = { ...situation, volume: afterPowerCut(situation.volume, this.#random).volume };
      }
    }
    for (const time of scenario.runs) situation = await this.#watch(situation, time);
  }

  /** A whole run. At each point states are drawn and checked, and some of them recovered when the run is over. */
  async #watch(before: Situation, time: number): Promise<Situation> {
    const { draws, recover } = this.#options;
    const world = this.#world(time);
    const sample: { situation: Situation; where: string }[] = [];
    const cutPower = ({ volume, remembered }: Situation, point: string) => {
      const seen = new Set<string>();
      for (let draw = 0; draw < draws; draw += 1) {
        const { volume: found, drawn } = afterPowerCut(volume, this.#random);
        if (seen.has(drawn)) continue;
        seen.add(drawn);
        const situation = { volume: found, remembered };
        const where = this.#where(`${point} in run ${new Date(time).toISOString()}, draw ${draw}`);
        this.#findings.states += 1;
        this.#findings.add(where, checkState(this.#options.scenario, situation, world, this.#known));
        if (this.#random.chance(recover)) sample.push({ situation, where });
      }
    };
    const { after, report } = await this.#live(before, world, {}, cutPower);
    this.#assertDone(report, this.#where('the run itself'));
    for (const { situation, where } of sample) await this.#recover(situation, time, where);
    return after;
  }

  /** The next run, with everything made anew, and with something new to deliver in every directory. */
  async #recover(situation: Situation, cutAt: number, where: string): Promise<void> {
    const { scenario } = this.#options;
    if (this.#random.chance(0.5)) giveToDeadProcess(situation.volume); // else the id comes again, as in containers
    const isLate = !scenario.namesChange && this.#random.chance(0.3);
    const time = cutAt + (isLate ? hour : 5 * minute);
    const recordings = operationsOf(scenario).flatMap((operation) =>
      operation === 'session-recordings' || operation === 'command-shell-recordings' ? [{ operation }] : [],
    );
    const world = this.#world(time, [{ lsid: 'new', begin: cutAt + minute, end: cutAt + 2 * minute, recordings }]);
    const { after, report } = await this.#live(situation, world, {});
    this.#assertDone(report, `the run after that, ${where}`);
    this.#findings.recovered += 1;
    this.#findings.add(`after recovery, ${where}`, checkRecovered(scenario, after, world, this.#known));
  }

  /** One life of the client: everything is made anew but for what is given. */
  async #live(
    { volume, remembered }: Situation,
    world: BulkyWorld,
    more: Pick<LifeOptions, 'diesAt'>,
    onPoint?: (situation: Situation, point: string) => void,
  ): Promise<{ after: Situation; report: TransferReport; life: Life }> {
    const { scenario, breakage, seed } = this.#options;
    this.#lives += 1;
    const life: Life = new Life({
      ...more,
      random: new Random(seed, 'life', this.#lives),
      onPoint: (point) => onPoint?.({ volume, remembered: state.remembered }, point),
    });
    const state: MemoryState = new MemoryState(remembered, life);
    const now = () => new Date(world.now);
    const operations = operationsOf(scenario);
    const disk = new VolumeDisk(volume, life, { now: () => world.now, hardLinks: scenario.hardLinks ?? true });
    const files = destination(scenario.groups, breakage?.disk?.(disk) ?? disk);
    const broken = breakage?.destination?.(files, { disk, state, operations, now });
    const report = await runTransfer(
      {
        site: { name: 'Example', host, product: 'RS' },
        destination: 'Archive',
        operations,
        selection: { kind: 'due' },
      },
      {
        appliance: world.appliance(),
        destination: world.noting(broken ?? files),
        concurrency: 16,
        state,
        clock: { now, sleep: async () => {} },
        log: quiet,
        signal: this.#signal,
        onProgress: () => {},
      },
    );
    return { after: { volume, remembered: state.remembered }, report, life };
  }

  #world(time: number, more: readonly WorldSession[] = []): BulkyWorld {
    return new BulkyWorld(time, [...this.#options.scenario.sessions, ...more], this.#known);
  }

  /** The real protocol has nothing to fail of; a broken one may notice that something is wrong. */
  #assertDone({ outcome, problems }: TransferReport, where: string): void {
    if (outcome === 'done' || this.#options.breakage !== undefined) return;
    this.#findings.add(where, [{ kind: 'lost', what: `the run ended ${outcome}: ${JSON.stringify(problems)}` }]);
  }

  #where(point: string): string {
    const { scenario, past, seed } = this.#options;
    return `${scenario.name}, after ${past}, seed ${seed}: ${point}`;
  }
}
