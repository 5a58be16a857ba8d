import { readFile } from 'node:fs/promises';
import { runningProcesses } from '../../support/processes.js';

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
    return process.platform === 'linux' ? 'VmHWM' : `ps, every ${interval} ms`;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(pid: number): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      for (const entry of await runningProcesses()) {
        if (entry.pid === pid) this.parent = Math.max(this.parent, await peakOf(entry.pid, entry.resident));
        if (entry.parent === pid) this.worker = Math.max(this.worker, await peakOf(entry.pid, entry.resident));
      }
    } finally {
      this.#looking = false;
    }
  }
}

/** The highest resident memory that a process ever had, in bytes; `now` where the system does not tell. */
async function peakOf(pid: number, now: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
  return kibibytes === undefined ? now : Number(kibibytes) * 1024;
}
