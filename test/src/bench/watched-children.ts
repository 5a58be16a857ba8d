import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { peakMemory } from '../support/peak-memory.js';
import type { Measurement } from './benchmark.js';

/** How often the memory of processes is looked at, in milliseconds. It is their peak that is read, so little is missed. */
const interval = 50;

/** Linux counts processor time in hundredths of a second for whoever reads it. */
const ticks = 100;

/**
 * Measures a piece of work that is done by processes which this one starts and which end with it. CPU seconds are theirs
 * and this one's; memory is that of all of them at their peaks, without this one. Linux only.
 * @param work answers how many units were done
 */
export async function watchChildren(work: () => Promise<number>): Promise<Measurement> {
  const peaks = new Map<number, number>();
  const stop = new AbortController();
  const watching = watchPeaks(peaks, stop.signal);
  const [before, started] = [await cpuSeconds(), performance.now()];
  try {
    const units = await work();
    const seconds = (performance.now() - started) / 1000;
    const peakBytes = [...peaks.values()].reduce((sum, bytes) => sum + bytes, 0);
    return { units, seconds, cpuSeconds: (await cpuSeconds()) - before, peakBytes };
  } finally {
    stop.abort();
    await watching;
  }
}

async function watchPeaks(peaks: Map<number, number>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    for (const pid of await descendants(process.pid)) {
      const bytes = await peakMemory(pid);
      if (bytes !== undefined) peaks.set(pid, Math.max(bytes, peaks.get(pid) ?? 0));
    }
    await sleep(interval, undefined, { signal }).catch(() => {});
  }
}

async function descendants(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const children = text.split(' ').filter(Boolean).map(Number);
  return [...children, ...(await Promise.all(children.map(descendants))).flat()];
}

/** Of this process, and of those below it that have ended, as they are waited for. */
async function cpuSeconds(): Promise<number> {
  const { user, system } = process.cpuUsage();
  // The name in parentheses can hold anything; cutime and cstime are the 14th and 15th field behind it.
  const fields = (await readFile('/proc/self/stat', 'utf8')).replace(/^.*\) /s, '').split(' ');
  return (user + system) / 1e6 + (Number(fields[13]) + Number(fields[14])) / ticks;
}
