import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Order, Outcome } from './orders.js';

const script = fileURLToPath(new URL('./killed-process.js', import.meta.url));

/** A process that lives for a second has nothing of what makes long ones fast. */
const forShortLives = ['--no-opt', '--single-threaded-gc'];

/** A run takes a fraction of this, in milliseconds: one that does not end is a fault that has to show. */
const longest = 60_000;

/** A process that does one thing after the other, until it is told to kill itself. */
export class KillableProcess {
  readonly #process: ChildProcess;
  readonly #ready: Promise<unknown>;
  readonly #ended: Promise<Outcome>;

  private constructor(process: ChildProcess) {
    this.#process = process;
    let said = '';
    process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    // When it is closed it has been waited for, too: its number no longer belongs to a process.
    this.#ended = once(process, 'close').then(([code, signal]) =>
      signal === 'SIGKILL' && said !== ''
        ? { kind: 'killed', step: said }
        : { kind: 'failed', error: `the process ended with ${code ?? signal}` },
    );
    this.#ready = Promise.race([once(process, 'message'), this.#ended]);
  }

  /** Returns at once; the process gets ready meanwhile. */
  static start(): KillableProcess {
    return new KillableProcess(
      fork(script, [], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], execArgv: forShortLives }),
    );
  }

  async obey(order: Order): Promise<Outcome> {
    await this.#ready;
    const over = new AbortController();
    const tooLong = setTimeout(() => this.#process.kill('SIGKILL'), longest);
    try {
      const answer = once(this.#process, 'message', over).then(([outcome]) => outcome as Outcome);
      answer.catch(() => {}); // nobody waits for one that comes too late
      this.#process.send(order, () => {});
      return await Promise.race([answer, this.#ended]);
    } finally {
      clearTimeout(tooLong);
      over.abort();
    }
  }

  /** May be called when it is dead. */
  async stop(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }
}
