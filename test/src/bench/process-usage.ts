import { readdir, readFile } from 'node:fs/promises';
import { peakMemory } from '../support/peak-memory.js';

/** What a process used so far. */
export interface Usage {
  /** Of all its threads that live, on the clock. */
  readonly cpuSeconds: number;
  /** The most resident memory that it ever had, in bytes. */
  readonly peakBytes: number;
}

/** What /proc/PID/stat counts in: hundredths of a second on every Linux that Node runs on. */
const tick = 0.01;

/** What a process that runs used itself. Linux tells that. */
export async function processUsage(pid: number): Promise<Usage> {
  const threads = await readdir(`/proc/${pid}/task`);
  const spent = await Promise.all(threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/schedstat`, 'utf8')));
  const nanoseconds = spent.reduce((sum, text) => sum + Number(text.split(' ')[0]), 0);
  return { cpuSeconds: nanoseconds / 1e9, peakBytes: (await peakMemory(pid)) ?? 0 };
}

/** CPU seconds of the processes that one started and that have ended. Linux tells that. */
export async function endedChildrenCpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name of the program, in parentheses, may hold anything.
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(13);
  return (Number(user) + Number(system)) * tick;
}
