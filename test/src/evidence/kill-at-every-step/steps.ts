import { writeSync } from 'node:fs';

/** Told of every step of a run, just before it is taken or just after. */
export type Reach = (step: string) => void;

/** Counts the steps of a run, and ends this process at the one that was asked for. */
export class Steps {
  #count = 0;
  readonly #killAt: number | undefined;

  /** @param killAt counted from 1; undefined for a run that is left alone. */
  constructor(killAt: number | undefined) {
    this.#killAt = killAt;
  }

  get count(): number {
    return this.#count;
  }

  /** At the step asked for the process says its name to whoever started it, and is dead: nothing else of it runs. */
  reach(step: string): void {
    this.#count += 1;
    if (this.#count !== this.#killAt) return;
    writeSync(1, step);
    process.kill(process.pid, 'SIGKILL');
  }
}
