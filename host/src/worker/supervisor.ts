import type { Logger } from '@integration-client/sdk';
import { Channel, type Services } from './channel.js';
import { type WorkerLimits, workerLimits } from './limits.js';
import { isCase, isLog, isProgress } from './reported.js';
import type { Task, TaskResults, WorkerEvents } from './tasks.js';
import { WorkerProcess } from './worker-process.js';

/** What the parent offers to a worker, and wants to hear of it. */
export interface WorkerOptions {
  readonly services?: Services;
  readonly signal?: AbortSignal;
  readonly log: (context: string) => Logger;
  readonly onProgress?: (progress: WorkerEvents['progress']) => void;
  readonly onCase?: (one: WorkerEvents['case']) => void;
  /** Where they differ from those of the kind of task. */
  readonly limits?: Partial<WorkerLimits>;
}

/** Runs one task: what `runInWorker` does. A test can let tasks run elsewhere. */
export type RunTask = typeof runInWorker;

/**
 * Runs one task in a process of its own, so that a plugin that throws, hangs, leaks or exits fails this task and
 * nothing else. Throws the task's own error, IntegrationError `worker-died`, `worker-crashed`, `worker-hung` or
 * `worker-out-of-memory`, or the signal's reason.
 */
export async function runInWorker<T extends Task>(task: T, options: WorkerOptions): Promise<TaskResults[T['kind']]> {
  options.signal?.throwIfAborted();
  const limits = { ...workerLimits(task.kind), ...options.limits };
  const who = describeTask(task);
  const log = options.log(who);
  const worker = new WorkerProcess(limits, log, () => channel.isAnswering);
  const channel: Channel = new Channel(worker.port, options.services ?? {}, hearing(options));
  const stop = () => {
    channel.event('stop', null);
    worker.endSoon();
  };
  options.signal?.addEventListener('abort', stop, { once: true });
  let isGone = false;
  const gone = worker.obituary(subjectOf(task)).then((error) => {
    isGone = true;
    channel.fail(error);
  });
  try {
    return (await channel.call('worker', 'run', [task])) as TaskResults[T['kind']];
  } catch (error) {
    options.signal?.throwIfAborted();
    throw error;
  } finally {
    const closed = isGone || (await closeWorker(channel, limits.close, (message) => log.warn(message)));
    options.signal?.removeEventListener('abort', stop);
    await worker.end(!closed);
    await gone;
  }
}

/** Passes on what a worker tells, as far as it can be believed. */
export function hearing(options: WorkerOptions): (name: string, value: unknown) => void {
  return (name, value) => {
    if (name === 'log' && isLog(value)) options.log(value.context)[value.level](value.message);
    else if (name === 'progress' && isProgress(value)) options.onProgress?.(value);
    else if (name === 'case' && isCase(value)) options.onCase?.(value);
  };
}

/**
 * Has the plugin let go of everything. What was delivered is durable by then, so that nothing depends on it: what goes
 * wrong is only said. Answers false where the process has to be ended by force.
 */
async function closeWorker(channel: Channel, limit: number, warn: (message: string) => void): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => {
      warn(`The plugin was not closed within ${limit / 1000} s, and its process was ended. Report this to its author.`);
      resolve(false);
    }, limit);
  });
  const closing = channel.call('worker', 'close', []).then(
    () => true,
    (error: Error) => {
      warn(`The plugin could not be closed: ${error.message}. What it stored before is not affected.`);
      return true;
    },
  );
  try {
    return await Promise.race([closing, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** Who an error is about. Reports of transfers and the log name the transfer themselves. */
function subjectOf(task: Task): string {
  if (task.kind === 'describe') return `${describeTask(task)}: the plugin`;
  const { name, plugin } = task.destination;
  return task.kind === 'transfer' || task.kind === 'preview' ? `The plugin ${plugin}` : `${name}: the plugin ${plugin}`;
}

function describeTask(task: Task): string {
  if (task.kind === 'describe') return task.pluginPath;
  if (task.kind !== 'transfer' && task.kind !== 'preview') return task.destination.name;
  return `${task.job.site.name} to ${task.destination.name}`;
}
