import { workerNodeOptions } from '@integration-client/host/worker/limits';
import { ChildModule, type offer } from '../support/child-module.js';
import type { Measurement } from './benchmark.js';

/**
 * Measures what a module offers (see `offer`) in a process of its own, which begins and ends with the measurement. Node has
 * the options there that it has in a worker, unless others are given: programs of ours have none.
 */
export async function inOwnProcess<T extends Parameters<typeof offer>[0], Result = Measurement>(
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
