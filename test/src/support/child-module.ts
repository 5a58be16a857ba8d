import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Channel } from '@integration-client/host/worker/channel';

/** The methods that a module in another process offers: plain data in and out, dates and buffers too. */
type Methods = Readonly<Record<string, (...parameters: never[]) => unknown>>;

/** The same methods as its parent calls them. */
type Remote<T extends Methods> = {
  readonly [Name in keyof T]: (...parameters: Parameters<T[Name]>) => Promise<Awaited<ReturnType<T[Name]>>>;
};

/** A module of the tests in a process of its own, so that it neither weighs on this one nor waits for it. */
export class ChildModule<T extends Methods> {
  /** What it offers, see {@link offer}. */
  readonly methods: Remote<T>;
  readonly #process: ChildProcess;

  /** @param nodeOptions added to those of this process */
  constructor(module: URL, nodeOptions: readonly string[] = []) {
    const execArgv = [...process.execArgv, ...nodeOptions];
    this.#process = fork(fileURLToPath(module), [], { serialization: 'advanced', execArgv });
    const channel = new Channel(this.#process, {}, () => {});
    this.methods = channel.remote<Remote<T>>('module');
    this.#process.once('exit', (code) => channel.fail(new Error(`${module} ended with ${code}`)));
  }

  /** Ends it at once, whatever it does. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }

  async stop(): Promise<void> {
    const { exitCode, signalCode } = this.#process;
    if (exitCode !== null || signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.disconnect();
    await ended;
  }
}

/** To be called once by the module in the other process. It ends with its parent. */
export function offer(methods: Methods): void {
  process.on('disconnect', () => process.exit(0));
  new Channel(process, { module: methods }, () => {});
}
