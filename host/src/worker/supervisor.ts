import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { IntegrationError, type Logger } from '@integration-client/sdk';
import { Channel, type Services } from './channel.js';
import type { Task, TaskResults, WorkerEvents } from './tasks.js';

/** A worker that is asked to stop has so long to clean up, in milliseconds. */
const stopGrace = 10_000;

/** A worker that tells nothing for so long hangs, in milliseconds. */
const silenceLimits: Readonly<Record<Task['kind'], number>> = {
  transfer: 15 * 60_000,
  check: 2 * 60_000,
  // A large file is read without a word.
  verify: 2 * 3600_000,
  describe: 30_000,
};

/** A worker whose process answers nothing at all for so long hangs in a loop, in milliseconds. */
const longestBlock = 5 * 60_000;

/** What Node is told for a worker. Reports make garbage fast, and a larger young generation only lets it lie longer. */
export const workerNodeOptions: readonly string[] = ['--max-semi-space-size=1'];

/** What of the host's environment a worker is given: nothing that could hold a secret. */
const inheritedVariables = [
  'PATH',
  'HOME',
  'USERPROFILE',
  'SystemRoot',
  'TEMP',
  'TMP',
  'TMPDIR',
  'TZ',
  'LANG',
  'LC_ALL',
  'HTTPS_PROXY',
  'NO_PROXY',
];

/** What the parent offers to a worker, and wants to hear of it. */
export interface WorkerOptions {
  readonly services?: Services;
  readonly signal?: AbortSignal;
  readonly log: (context: string) => Logger;
  readonly onProgress?: (progress: WorkerEvents['progress']) => void;
}

/**
 * Runs one task in a process of its own, so that a plugin that throws, hangs, leaks or exits fails this task and
 * nothing else. Throws the task's own error, or IntegrationError `worker-died`, or the signal's reason.
 */
export async function runInWorker<T extends Task>(task: T, options: WorkerOptions): Promise<TaskResults[T['kind']]> {
  options.signal?.throwIfAborted();
  const worker = fork(fileURLToPath(new URL('./main.js', import.meta.url)), [], {
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [...workerNodeOptions],
    env: workerEnvironment(),
  });
  const who = describeTask(task);
  const log = options.log(who);
  forwardOutput(worker.stdout, (line) => log.info(`plugin output: ${line}`));
  forwardOutput(worker.stderr, (line) => log.warn(`plugin output: ${line}`));

  const silenceLimit = silenceLimits[task.kind];
  let heard = Date.now();
  let silence = Date.now();
  const channel = new Channel(worker, options.services ?? {}, (name, value) => {
    if (name === 'log') writeLog(options.log, value as WorkerEvents['log']);
    else if (name === 'progress') options.onProgress?.(value as WorkerEvents['progress']);
  });
  worker.on('message', ({ name }: { readonly name?: string }) => {
    heard = Date.now();
    if (name !== 'alive') silence = heard;
  });
  const hangs = () => Date.now() - silence > silenceLimit || Date.now() - heard > longestBlock;
  const watchdog = setInterval(() => {
    // A worker may have to wait long for its turn: that is this process's own doing.
    if (channel.isAnswering) silence = Date.now();
    if (hangs()) worker.kill('SIGKILL');
  }, 5_000);
  const stop = () => stopWorker(worker, channel);
  options.signal?.addEventListener('abort', stop, { once: true });
  const died = onceDead(worker).then((how) => {
    const error = workerDied(who, how, hangs());
    channel.fail(error);
  });
  try {
    return (await channel.call('worker', 'run', [task])) as TaskResults[T['kind']];
  } catch (error) {
    options.signal?.throwIfAborted();
    throw error;
  } finally {
    clearInterval(watchdog);
    options.signal?.removeEventListener('abort', stop);
    const kill = setTimeout(() => worker.kill('SIGKILL'), stopGrace);
    if (worker.connected) worker.disconnect();
    await died;
    clearTimeout(kill);
  }
}

function stopWorker(worker: ChildProcess, channel: Channel): void {
  channel.event('stop', null);
  const kill = setTimeout(() => worker.kill('SIGKILL'), stopGrace);
  worker.once('exit', () => clearTimeout(kill));
}

function workerEnvironment(): NodeJS.ProcessEnv {
  const inherited = inheritedVariables.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  // The C library of most Linux systems keeps memory for each thread, and gives none of it back.
  return { ...Object.fromEntries(inherited), NODE_ENV: 'production', MALLOC_ARENA_MAX: '2' };
}

function onceDead(worker: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    worker.once('error', (error) => resolve(error.message));
    worker.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
}

function workerDied(who: string, how: string, hung: boolean): IntegrationError {
  return new IntegrationError(
    hung
      ? `${who}: its process gave no sign of life for long and was ended`
      : `${who}: its process ended unexpectedly (${how})`,
    {
      code: hung ? 'worker-hung' : 'worker-died',
      hint: 'Other transfers are not affected; the log has what the process printed. A plugin that does this is defective.',
    },
  );
}

function forwardOutput(stream: Readable | null, write: (line: string) => void): void {
  if (stream !== null) createInterface({ input: stream }).on('line', (line) => write(line.slice(0, 2_000)));
}

function writeLog(log: (context: string) => Logger, { level, context, message }: WorkerEvents['log']): void {
  log(context)[level](message);
}

function describeTask(task: Task): string {
  if (task.kind === 'describe') return `Plugin in ${task.pluginPath}`;
  if (task.kind !== 'transfer') return task.destination.name;
  return `${task.job.site.name} to ${task.destination.name}`;
}
