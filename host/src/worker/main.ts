import 'reflect-metadata';
import { setMaxListeners } from 'node:events';
import { Worker } from 'node:worker_threads';
import { toPlainError } from '@integration-client/core/plain-error';
import { systemClock } from '@integration-client/core/system-clock';
import { Channel } from './channel.js';
import type { WorkerEvents } from './tasks.js';

// The terminal sends Ctrl-C to every process of the group: the parent decides what it means for its workers.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
// Without its parent a worker could not record what it delivers. What it has printed is still passed on, if that is quick.
process.on('disconnect', () => {
  setTimeout(() => process.exit(0), 5_000);
  process.stdout.write('', () => process.stderr.write('', () => process.exit(0)));
});
// What nobody caught ends the process all the same, but the parent is to know what it was.
process.on('uncaughtException', (error) => {
  console.error(error);
  process.send?.({ type: 'event', name: 'fatal', value: toPlainError(error) }, () => process.exit(1));
});
new Worker(new URL('./memory-watch.js', import.meta.url), { execArgv: [] }).unref();

const stopping = new AbortController();
// Every delivery under way listens: more than Node takes for a leak.
setMaxListeners(0, stopping.signal);
let close = async (): Promise<void> => {};
const channel = new Channel(
  process,
  {
    worker: {
      run: async (task: never) => {
        const { startTask } = await import('./run-task.js');
        const started = await startTask(task, { channel, tell, signal: stopping.signal, clock: systemClock });
        close = started.close;
        return started.work();
      },
      close: () => close(),
    },
  },
  (name) => {
    if (name === 'stop') stopping.abort(new Error('stopped'));
  },
);

function tell<Name extends keyof WorkerEvents>(name: Name, value: WorkerEvents[Name]): void {
  channel.event(name, value);
}

/** Milliseconds between two signs of life; the parent may ask for them more often. */
const aliveInterval = Number(process.argv[2] ?? 5_000);
// Tells a process that is at work, however long, from one that hangs in a loop.
setInterval(() => tell('alive', null), aliveInterval).unref();
