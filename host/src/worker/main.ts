import 'reflect-metadata';
import { setMaxListeners } from 'node:events';
import { Channel } from './channel.js';
import type { WorkerEvents } from './tasks.js';

// The terminal sends Ctrl-C to every process of the group: the parent decides what it means for its workers.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
// Without its parent a worker could not record what it delivers.
process.on('disconnect', () => process.exit(0));

const stopping = new AbortController();
// Every delivery under way listens: more than Node takes for a leak.
setMaxListeners(0, stopping.signal);
const channel = new Channel(
  process,
  {
    worker: {
      run: async (task: never) => {
        const { runTask } = await import('./run-task.js');
        return runTask(task, { channel, tell, signal: stopping.signal });
      },
    },
  },
  (name) => {
    if (name === 'stop') stopping.abort(new Error('stopped'));
  },
);

function tell<Name extends keyof WorkerEvents>(name: Name, value: WorkerEvents[Name]): void {
  channel.event(name, value);
}

// Tells a process that is at work, however long, from one that hangs in a loop.
setInterval(() => tell('alive', null), 5_000).unref();
