import { setMaxListeners } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Clock } from '@integration-client/core/clock';
import { systemClock } from '@integration-client/core/system-clock';
import { Channel, type Port } from '@integration-client/host/worker/channel';
import { startTask } from '@integration-client/host/worker/run-task';
import { hearing, type WorkerOptions } from '@integration-client/host/worker/supervisor';
import type { Task, TaskResults } from '@integration-client/host/worker/tasks';

/**
 * Runs a task as a worker does, but in this process and, where one is given, by another clock: all that a worker's process
 * does, without the second that it takes to start one. What goes to and fro is copied as it is between processes.
 */
export async function runTaskHere<T extends Task>(
  task: T,
  options: WorkerOptions,
  clock: Clock = systemClock,
): Promise<TaskResults[T['kind']]> {
  const { port1, port2 } = new MessageChannel();
  new Channel(portOf(port1), options.services ?? {}, hearing(options));
  const channel = new Channel(portOf(port2), {}, () => {});
  // One of its own, as in a worker: what is set of it must not change that of the caller.
  const signals = options.signal === undefined ? [] : [options.signal];
  const signal = AbortSignal.any(signals);
  // Every delivery under way listens: more than Node takes for a leak.
  setMaxListeners(0, signal);
  try {
    const tell = (name: string, value: unknown) => channel.event(name, value);
    const started = await startTask(structuredClone(task), { channel, tell, signal, clock });
    try {
      return (await started.work()) as TaskResults[T['kind']];
    } finally {
      await started.close();
    }
  } finally {
    port1.close();
  }
}

function portOf(port: MessagePort): Port {
  return {
    send: (message) => port.postMessage(message),
    on: (event, listener) => port.on(event, listener),
  };
}
