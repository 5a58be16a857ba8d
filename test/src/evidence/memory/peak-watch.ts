import { knowsPeak, peakMemory } from '../../support/peak-memory.js';
import { type ProcessEntry, runningProcesses } from '../../support/processes.js';

/** How often it is looked, in milliseconds. Linux keeps the peak itself, so that nothing in between is missed. */
const interval = 250;

/** Watches the resident memory of a program and of the processes that it starts. */
export class PeakWatch {
  /** Of the program itself, in bytes. */
  parent = 0;
  /** Of the largest of its children, in bytes. */
  worker = 0;
  readonly #timer: NodeJS.Timeout;
  #looking = false;

  constructor(pid: number) {
    this.#timer = setInterval(() => void this.#look(pid), interval);
  }

  /** How it was measured. */
  static get method(): string {
    return knowsPeak ? 'VmHWM' : `ps, every ${interval} ms`;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(pid: number): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      for (const entry of await runningProcesses()) {
        if (entry.pid === pid) this.parent = Math.max(this.parent, await peakOf(entry));
        if (entry.parent === pid) this.worker = Math.max(this.worker, await peakOf(entry));
      }
    } finally {
      this.#looking = false;
    }
  }
}

async function peakOf({ pid, resident }: ProcessEntry): Promise<number> {
  return (await peakMemory(pid)) ?? resident;
}
