import { setTimeout } from 'node:timers/promises';
import { type Disk, nodeDisk } from '@integration-client/sdk';
import { linesOf } from '../lines.js';
import { dateOf, type LogName, logFiles } from './log-files.js';
import { LogFollower, type LogPosition } from './log-follower.js';
import { type MessageCriteria, MessageFilter } from './message-filter.js';

/** Which lines, and where they go. */
export interface ReadLogOptions extends MessageCriteria {
  readonly directory: string;
  readonly name: LogName;
  /** Newest lines to begin with. Absent: all. */
  readonly lines?: number;
  /** Goes on with new lines until the signal is aborted. */
  readonly follow: boolean;
  readonly signal?: AbortSignal;
  /** Milliseconds between two looks at the files. Default 250. */
  readonly interval?: number;
  readonly onLine: (line: string) => void;
  /** Answers what to wait for before more lines, as `Call.room` does. */
  readonly room?: () => Promise<unknown> | undefined;
  readonly disk?: Disk;
}

/**
 * Gives the newest lines of a log, oldest of them first, across its files; then with `follow` what is written from there
 * on, also to later files. Resolves at the end, or when the signal is aborted.
 */
export async function readLog(options: ReadLogOptions): Promise<void> {
  let position = await readToEnd(options);
  if (!options.follow) return;
  const follower = new LogFollower(options);
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  while (options.signal?.aborted !== true) {
    position = await follower.readOn(position);
    await options.room?.();
    await setTimeout(options.interval ?? 250, undefined, signal).catch(() => undefined);
  }
}

/** Gives what there is, and answers where it ends. */
async function readToEnd(options: ReadLogOptions): Promise<LogPosition | undefined> {
  const { disk = nodeDisk, since, signal, onLine, room } = options;
  const all = await logFiles(options.directory, options.name, disk);
  const newest = all.at(-1);
  if (newest === undefined) return undefined;
  const end = await completeEnd(disk, newest.path);
  const files = since === undefined ? all : all.filter(({ date }) => date >= dateOf(since));
  const wantedOf = (path: string) =>
    wantedLines(disk.readStream(path, 0, path === newest.path ? end : undefined), options);
  if (options.lines === undefined) {
    for (const { path } of files) {
      for await (const line of wantedOf(path)) {
        if (signal?.aborted === true) return undefined;
        onLine(line);
        await room?.();
      }
    }
  } else {
    // From the newest file back until there are enough.
    const wanted: string[][] = [];
    let missing = options.lines;
    for (const { path } of files.toReversed()) {
      if (missing <= 0 || signal?.aborted === true) break;
      const lines = await lastOf(wantedOf(path), missing);
      wanted.unshift(lines);
      missing -= lines.length;
    }
    for (const line of wanted.flat()) {
      if (signal?.aborted === true) return undefined;
      onLine(line);
      await room?.();
    }
  }
  return { ...newest, offset: end };
}

async function* wantedLines(bytes: AsyncIterable<Uint8Array>, criteria: MessageCriteria): AsyncGenerator<string> {
  const filter = new MessageFilter(criteria);
  for await (const line of linesOf(bytes)) yield* filter.push(line);
  yield* filter.flush();
}

async function lastOf(lines: AsyncIterable<string>, count: number): Promise<string[]> {
  const kept: string[] = [];
  for await (const line of lines) {
    kept.push(line);
    // Cutting now and then costs less than with every line.
    if (kept.length >= 2 * count + 1000) kept.splice(0, kept.length - count);
  }
  return kept.slice(-count);
}

/** The end of the last line that is wholly written, in bytes. */
async function completeEnd(disk: Disk, path: string): Promise<number> {
  const size = (await disk.stat(path))?.size ?? 0;
  const start = Math.max(0, size - 65_536);
  const lineEnd = (await disk.read(path, start, size - start)).lastIndexOf(10);
  return lineEnd === -1 ? size : start + lineEnd + 1;
}
