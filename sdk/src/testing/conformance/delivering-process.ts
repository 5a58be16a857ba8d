import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Receipt } from '../../receipt.js';
import { limited } from './limited.js';
import type { SampleItem } from './sample-item.js';
import { Violation } from './violation.js';

/** What the other process is told: to make its destination, to deliver, to measure a delivery, to begin one that never ends, to close. */
export type Order =
  | { readonly order: 'open'; readonly module: string; readonly settings: Readonly<Record<string, unknown>> }
  | { readonly order: 'deliver'; readonly item: SampleItem }
  | { readonly order: 'measure'; readonly item: SampleItem }
  | { readonly order: 'begin'; readonly item: SampleItem }
  | { readonly order: 'close' };

/** What it answers to each. */
export type Answer = { readonly receipt?: Receipt; readonly held?: number } | { readonly error: string };

/** What such a process is started with. */
export interface DeliveringProcessOptions {
  readonly module: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly nodeArguments: readonly string[];
  /** Everything that the process prints. */
  readonly onWords: (words: string) => void;
}

/** A destination in a process of its own, which can be killed. */
export class DeliveringProcess {
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown>;

  private constructor({ nodeArguments, onWords }: DeliveringProcessOptions) {
    this.#process = fork(fileURLToPath(new URL('./delivering-program.js', import.meta.url)), [], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [...nodeArguments],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr] as (Readable | null)[]) {
      stream?.setEncoding('utf8').on('data', onWords);
    }
    this.#ended = once(this.#process, 'exit');
  }

  /** Starts it, with a destination. Throws Violation where the process fails or is late; then it is killed. */
  static async start(options: DeliveringProcessOptions): Promise<DeliveringProcess> {
    const started = new DeliveringProcess(options);
    try {
      await started.#ask({ order: 'open', module: options.module, settings: options.settings });
    } catch (error) {
      await started.kill();
      throw error;
    }
    return started;
  }

  /** Whether the process has ended. */
  get isClosed(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  /** Delivers an item. Throws Violation where it fails. */
  async deliver(item: SampleItem): Promise<Receipt> {
    return (await this.#ask({ order: 'deliver', item })).receipt as Receipt;
  }

  /** Delivers a recording or backup; answers as well how many bytes of memory the process held more at the worst. */
  async measure(item: SampleItem): Promise<{ readonly receipt: Receipt; readonly held: number }> {
    const { receipt, held = 0 } = await this.#ask({ order: 'measure', item });
    return { receipt: receipt as Receipt, held };
  }

  /** Begins to deliver a recording or backup of which the second half never comes; resolves when the first half was read. */
  async begin(item: SampleItem): Promise<void> {
    await this.#ask({ order: 'begin', item });
  }

  /** Ends the process as a power cut would. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }

  /** Closes the destination, and lets the process end by itself. Throws Violation where it does not. */
  async finish(): Promise<void> {
    await this.#ask({ order: 'close' });
    await limited(this.#ended, 'The process, after the destination was closed,', 15_000);
  }

  /** As {@link kill}. */
  close(): Promise<void> {
    return this.kill();
  }

  async #ask(order: Order): Promise<Exclude<Answer, { readonly error: string }>> {
    const answered = once(this.#process, 'message').then(([answer]) => answer as Answer);
    const ended = this.#ended.then((): Answer => ({ error: 'the process ended' }));
    this.#process.send(order);
    const answer = await limited(Promise.race([answered, ended]), `${order.order} in a process of its own`);
    if ('error' in answer) {
      throw new Violation(
        `${order.order} in a process of its own failed: ${answer.error}`,
        'What works in one process has to work in another: keep nothing that only this one knows.',
      );
    }
    return answer;
  }
}
