import { KillableProcess } from './killable-process.js';

/** So many get ready while others run: to start one takes longer than all that is done with it. */
const ahead = 2;

/** Processes to be killed, each used once. */
export class Victims {
  readonly #waiting: KillableProcess[] = [];
  #left: number;

  /** @param most how many will be asked for; infinity where nobody knows */
  constructor(most: number) {
    this.#left = most;
    for (let started = 0; started < ahead; started += 1) this.#start();
  }

  /** One that is ready, or about to be. */
  next(): KillableProcess {
    this.#start();
    return this.#waiting.shift() ?? KillableProcess.start();
  }

  /** Ends those that nobody asked for. */
  async stop(): Promise<void> {
    await Promise.all(this.#waiting.splice(0).map((one) => one.stop()));
  }

  #start(): void {
    if (this.#left <= 0) return;
    this.#left -= 1;
    this.#waiting.push(KillableProcess.start());
  }
}
