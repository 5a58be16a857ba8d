import { fileURLToPath } from 'node:url';
import { runningProcesses } from '../../support/processes.js';
import { PseudoTerminal } from '../../support/pseudo-terminal.js';
import type { Measurement } from '../benchmark.js';
import { processUsage, type Usage } from '../process-usage.js';

const ic = fileURLToPath(new URL('../../../../host/bin/ic.js', import.meta.url));

/** A program in a terminal of 80 x 24, and what it uses; Linux tells that. */
export class MeasuredProgram {
  readonly terminal: PseudoTerminal;

  /** @param command of Node: a script and its arguments, or options */
  constructor(command: readonly string[]) {
    this.terminal = new PseudoTerminal(80, 24, [process.execPath, ...command], { CI: undefined, NO_COLOR: undefined });
  }

  /** The terminal UI on a home. */
  static tui(home: string): MeasuredProgram {
    return new MeasuredProgram([ic, '--home', home]);
  }

  /** What the program itself used, without the terminal. */
  async usage(): Promise<Usage> {
    const pid = (await runningProcesses()).find(({ parent }) => parent === this.terminal.pid)?.pid;
    if (pid === undefined) throw new Error('the program has ended');
    return processUsage(pid);
  }

  /** Measures what the program does meanwhile, for so many units of work, which are counted at the end. */
  async watch(work: () => Promise<unknown>, units: (seconds: number) => number): Promise<Measurement> {
    const [before, started] = [await this.usage(), performance.now()];
    await work();
    const seconds = (performance.now() - started) / 1000;
    const { cpuSeconds, peakBytes } = await this.usage();
    return { units: units(seconds), seconds, cpuSeconds: cpuSeconds - before.cpuSeconds, peakBytes };
  }

  end(): Promise<void> {
    return this.terminal.kill();
  }
}
