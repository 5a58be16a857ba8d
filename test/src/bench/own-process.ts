import { workerNodeOptions } from '@integration-client/host/worker/limits';
import { ChildModule, type offer } from '../support/child-module.js';
import type { Measurement } from './benchmark.js';

type Offered = Parameters<typeof offer>[0];

/**
 * Measures what a module offers (see `offer`) in a process of its own, which begins and ends with the measurement. Node has
 * the options there that it has in a worker, unless others are given: programs of ours have none.
 */
export async function inOwnProcess<T extends Offered, Result = Measurement>(
  module: URL,
  work: (methods: ChildModule<T>['methods']) => Promise<Result>,
  nodeOptions: readonly string[] = workerNodeOptions,
): Promise<Result> {
  const child = new ChildModule<T>(module, nodeOptions);
  try {
    return await work(child.methods);
  } finally {
    await child.stop();
  }
}

/**
 * A module of which many measurements are made, each {@link inOwnProcess}. In a tiny run, in which nothing is compared, all
 * of them share one process.
 */
export class MeasuredModule<T extends Offered> {
  readonly #module: URL;
  readonly #nodeOptions: readonly string[];
  readonly #shared: ChildModule<T> | undefined;

  constructor(module: URL, quick: boolean, nodeOptions: readonly string[] = workerNodeOptions) {
    this.#module = module;
    this.#nodeOptions = nodeOptions;
    this.#shared = quick ? new ChildModule<T>(module, nodeOptions) : undefined;
  }

  /** Measures once. */
  run(work: (methods: ChildModule<T>['methods']) => Promise<Measurement>): Promise<Measurement> {
    if (this.#shared !== undefined) return work(this.#shared.methods);
    return inOwnProcess<T>(this.#module, work, this.#nodeOptions);
  }

  /** Ends the process that is shared, if any. */
  async end(): Promise<void> {
    await this.#shared?.stop();
  }
}
