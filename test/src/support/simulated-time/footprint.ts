import { readdir, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** What a process holds, after its garbage was collected. */
export interface Footprint {
  /** Bytes of JavaScript's own objects. */
  readonly heap: number;
  /** Bytes of buffers and of what native code keeps for JavaScript. */
  readonly external: number;
  /** Resident memory in bytes. */
  readonly resident: number;
  /** Open files and sockets; undefined where the system does not tell. */
  readonly descriptors: number | undefined;
  /** Sockets, timers and requests that are active, by their kind. */
  readonly resources: Readonly<Record<string, number>>;
  /** Bytes of a file, its SQLite log included. */
  readonly fileBytes: number;
}

/** Milliseconds in which connections that were just ended go. */
const settling = 100;

/** Measures this process; it has to be started with --expose-gc. `file`: one whose size is measured, too. */
export async function takeFootprint(file: string): Promise<Footprint> {
  if (globalThis.gc === undefined) throw new Error('start the process with --expose-gc');
  await delay(settling);
  // What the first frees by finalizers, the second finds.
  for (let round = 0; round < 2; round += 1) {
    globalThis.gc();
    await delay(1);
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return {
    heap: heapUsed,
    external,
    resident: rss,
    descriptors: await openDescriptors(),
    resources: countByName(process.getActiveResourcesInfo()),
    fileBytes: (await sizeOf(file)) + (await sizeOf(`${file}-wal`)),
  };
}

async function openDescriptors(): Promise<number | undefined> {
  if (process.platform !== 'linux') return undefined;
  // One of them is the directory itself.
  return (await readdir('/proc/self/fd')).length - 1;
}

function countByName(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

async function sizeOf(file: string): Promise<number> {
  const found = await stat(file).catch(() => undefined);
  return found?.size ?? 0;
}
