import { setTimeout as sleep } from 'node:timers/promises';
import type { Progress, RunReport } from '@integration-client/core/run';
import { IntegrationError } from '@integration-client/sdk';
import type { HostUnderFire } from './host-under-fire.js';

/** What a call over the control socket may end with while the host is killed, or runs the schedule by itself. */
const expectedCodes = ['host-lost', 'host-not-running', 'schedule-already-running'];

/** Milliseconds before a call that could not be made is made again. */
const pause = 50;

/** A host that is not disturbed has so many milliseconds to begin and end a run. */
const longestWait = 5 * 60_000;

/** Has the host run each schedule over and over, all of them at a time, so that work is always going on. */
export class Work {
  /** What ended otherwise than done or by a kill. */
  readonly surprises: string[] = [];
  /** Transfers that delivered all that was due, and those whose worker was killed. */
  done = 0;
  killed = 0;
  readonly #host: HostUnderFire;
  readonly #schedules: readonly string[];
  #loops: Promise<unknown> = Promise.resolve();
  #working = false;
  #onProgress = () => {};

  constructor(host: HostUnderFire, schedules: readonly string[]) {
    this.#host = host;
    this.#schedules = schedules;
  }

  begin(): void {
    this.#working = true;
    this.#loops = Promise.all(this.#schedules.map((name) => this.#loop(name)));
  }

  /** Resolves when the runs under way have ended. */
  async pause(): Promise<void> {
    this.#working = false;
    await this.#loops;
  }

  /** Resolves when some worker next tells that it has something in hand, or after so many milliseconds. */
  async progress(longest: number): Promise<void> {
    const told = new Promise<void>((resolve) => {
      this.#onProgress = resolve;
    });
    await Promise.race([told, sleep(longest, undefined, { ref: false })]);
  }

  /** Begins no more runs. */
  abandon(): void {
    this.#working = false;
  }

  /** One whole run of each schedule. Throws where the host does not run them. */
  async runEach(names: readonly string[]): Promise<RunReport[]> {
    const latest = Date.now() + longestWait;
    return Promise.all(
      names.map(async (name) => {
        while (Date.now() < latest) {
          const report = await this.#run(name);
          if (report !== undefined) return report;
        }
        throw new Error(`the host did not run "${name}"`);
      }),
    );
  }

  async #loop(name: string): Promise<void> {
    while (this.#working) {
      const report = await this.#run(name);
      for (const { site, destination, outcome, problems } of report?.transfers ?? []) {
        const codes = problems.map(({ code }) => code).join(', ');
        if (outcome === 'done') this.done++;
        else if (outcome === 'failed' && codes === 'worker-died') this.killed++;
        else this.surprises.push(`${site} to ${destination}: ${outcome} (${codes})`);
      }
    }
  }

  #watch({ items, arriving = 0 }: Progress): void {
    if (items + arriving > 0) this.#onProgress();
  }

  /** A run, or nothing where the host was killed or is busy with the same schedule. */
  async #run(name: string): Promise<RunReport | undefined> {
    try {
      const host = await this.#host.control();
      if (host !== undefined) return await host.runSchedule({ name }, { onEvent: (progress) => this.#watch(progress) });
    } catch (error) {
      if (!(error instanceof IntegrationError) || !expectedCodes.includes(error.code)) {
        this.surprises.push(`${name}: ${error}`);
      }
    }
    await sleep(pause);
    return undefined;
  }
}
