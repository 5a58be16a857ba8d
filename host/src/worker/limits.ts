import { totalmem } from 'node:os';
import type { Task } from './tasks.js';

/** What a worker may do before it is ended. Times are in milliseconds. */
export interface WorkerLimits {
  /** Without telling of any progress. */
  readonly silence: number;
  /** Without its process answering at all: it hangs in a loop. */
  readonly block: number;
  /** To let go of everything when its work is done. */
  readonly close: number;
  /** To clean up when it is asked to stop. */
  readonly stop: number;
  /** Bytes of memory, all told. */
  readonly memory: number;
}

const minute = 60_000;
const gibibyte = 1024 ** 3;

const silence: Readonly<Record<Task['kind'], number>> = {
  transfer: 15 * minute,
  preview: 15 * minute,
  check: 2 * minute,
  // It tells of every rule that it begins to try.
  conformance: 5 * minute,
  // A large file is read without a word.
  verify: 120 * minute,
  describe: 0.5 * minute,
};

/** The limits of a worker for a kind of task. A session of 256 MiB that is parsed takes about 3 GiB. */
export function workerLimits(kind: Task['kind']): WorkerLimits {
  return { silence: silence[kind], block: 5 * minute, close: 0.5 * minute, stop: 10_000, memory: memoryLimit() };
}

/** What Node is told for a worker. Reports make garbage fast, and a larger young generation only lets it lie longer. */
export const workerNodeOptions: readonly string[] = ['--max-semi-space-size=1'];

/** The same with the part of the memory that JavaScript's own objects may take; the rest is for buffers. */
export function nodeOptionsFor({ memory }: WorkerLimits): string[] {
  return [...workerNodeOptions, `--max-old-space-size=${Math.floor((memory * 0.75) / 1024 ** 2)}`];
}

/** 4 GiB, or half of what the machine or the container has, where that is less. */
function memoryLimit(): number {
  const constrained = process.constrainedMemory?.() ?? 0;
  const available = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return Math.min(4 * gibibyte, Math.max(gibibyte / 2, available / 2));
}
