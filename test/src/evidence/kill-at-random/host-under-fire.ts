import { setTimeout as sleep } from 'node:timers/promises';
import { connectControl } from '@integration-client/core/control/client';
import { resolveHome } from '@integration-client/core/home';
import { runningProcesses } from '../../support/processes.js';
import type { Program } from '../../support/program.js';
import type { TestHome } from '../../support/test-home.js';

/** What is killed. */
export type Shot = 'a worker' | 'the writer of a file' | 'every worker' | 'the host' | 'the host and its workers';

/** What a shot has hit. */
export interface Hit {
  /** Processes that were killed. */
  readonly pids: readonly number[];
  /** Workers of a host that was killed without them, and that should have ended by themselves, but did not. */
  readonly survivors: readonly number[];
}

/** A worker without its host has to end within so long, in milliseconds. */
const survivalLimit = 60_000;

/** Where no worker runs, one has to within so long, in milliseconds. */
const longestLull = 120_000;

/** A running `ic-host`, which is killed and started again. Its workers are the children of its process. */
export class HostUnderFire {
  readonly #home: TestHome;
  #program: Program | undefined;

  constructor(home: TestHome) {
    this.#home = home;
  }

  /** Starts it; rejects when it does not come up by itself, whatever an earlier one left behind. */
  async start(): Promise<void> {
    this.#program = this.#home.start('ic-host');
    await this.#program.printed('Scheduler started');
  }

  /** What it does for others; undefined while it is not there. */
  control() {
    return connectControl(resolveHome(this.#home.home));
  }

  /**
   * Kills with SIGKILL. Afterwards a host that was killed runs again. Throws where nothing goes on that could be hit.
   * @param choose one of the workers, where one is to be killed
   */
  async shoot(shot: Shot, choose: (workers: readonly number[]) => number): Promise<Hit> {
    const workers = await this.#workersAtWork();
    if (!shot.startsWith('the host')) {
      const pids = shot === 'every worker' ? workers : [choose(workers)];
      return { pids: pids.filter(kill), survivors: [] };
    }
    // It stands still while it is looked at: no worker escapes by being born in between.
    process.kill(this.#pid, 'SIGSTOP');
    const orphans = await this.workers();
    const pids = [...(shot === 'the host' ? [] : orphans), this.#pid].filter(kill);
    await this.#program?.finished();
    const survivors = await leftAfter(orphans, survivalLimit);
    await this.start();
    return { pids, survivors };
  }

  /** Ends it as a service manager does; answers its exit code, and the workers that outlived it. */
  async stop(): Promise<{ readonly code: number | null; readonly survivors: readonly number[] }> {
    const workers = await this.workers();
    const { code } = (await this.#program?.stop()) ?? { code: null };
    return { code, survivors: await leftAfter(workers, survivalLimit) };
  }

  get #pid(): number {
    const pid = this.#program?.process.pid;
    if (pid === undefined) throw new Error('the host was not started');
    return pid;
  }

  /** The processes of its workers. */
  async workers(): Promise<number[]> {
    return (await runningProcesses()).filter(({ parent }) => parent === this.#pid).map(({ pid }) => pid);
  }

  async #workersAtWork(): Promise<number[]> {
    for (const latest = Date.now() + longestLull; Date.now() < latest; await sleep(20)) {
      const workers = await this.workers();
      if (workers.length > 0) return workers;
    }
    throw new Error(`no worker ran for ${longestLull / 1000} s`);
  }
}

/** Answers whether the process was there. */
function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

async function leftAfter(pids: readonly number[], milliseconds: number): Promise<number[]> {
  let left = [...pids];
  for (const latest = Date.now() + milliseconds; left.length > 0 && Date.now() < latest; await sleep(50)) {
    const running = new Set((await runningProcesses()).map(({ pid }) => pid));
    left = left.filter((pid) => running.has(pid));
  }
  return left;
}
