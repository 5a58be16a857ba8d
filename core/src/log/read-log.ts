import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout } from 'node:timers/promises';
import { type Disk, nodeDisk } from '@integration-client/sdk';
import { type LogName, logFiles } from './log-files.js';
import { type LogLevel, levelOf, logLevels } from './log-line.js';

/** Which lines, and where they go. */
export interface ReadLogOptions {
  readonly directory: string;
  readonly name: LogName;
  /** Newest lines to begin with. */
  readonly lines: number;
  /** Only lines of this level and graver. */
  readonly level?: LogLevel;
  /** Goes on with new lines until the signal is aborted. */
  readonly follow: boolean;
  readonly signal?: AbortSignal;
  /** Milliseconds between two looks at the files. Default 250. */
  readonly interval?: number;
  readonly onLine: (line: string) => void;
  readonly disk?: Disk;
}

/** A file, and up to where it was read, in bytes. */
interface Position {
  readonly path: string;
  readonly date: string;
  readonly offset: number;
}

/**
 * Gives the newest lines of a log, oldest of them first, across its files; then with `follow` what is written from there
 * on, also to the files of later days. Resolves at the end, or when the signal is aborted.
 */
export async function readLog(options: ReadLogOptions): Promise<void> {
  let position = await readNewest(options);
  if (!options.follow) return;
  const follower = new Follower(options);
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  while (options.signal?.aborted !== true) {
    position = await follower.readOn(position);
    await setTimeout(options.interval ?? 250, undefined, signal).catch(() => undefined);
  }
}

/** Reads from the newest file back until there are enough lines; answers where the newest ends. */
async function readNewest(options: ReadLogOptions): Promise<Position | undefined> {
  const { disk = nodeDisk } = options;
  const files = await logFiles(options.directory, options.name, disk);
  const newest = files.at(-1);
  if (newest === undefined) return undefined;
  const end = await completeEnd(disk, newest.path);
  const wanted: string[][] = [];
  let missing = options.lines;
  for (const file of files.reverse()) {
    if (missing <= 0 || options.signal?.aborted === true) break;
    const lines = await lastLines(
      disk.readStream(file.path, 0, file === newest ? end : undefined),
      missing,
      options.level,
    );
    wanted.unshift(lines);
    missing -= lines.length;
  }
  for (const lines of wanted) for (const line of lines) options.onLine(line);
  return { ...newest, offset: end };
}

async function lastLines(bytes: AsyncIterable<Uint8Array>, count: number, level?: LogLevel): Promise<string[]> {
  const passes = levelFilter(level);
  const kept: string[] = [];
  const input = Readable.from(bytes);
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (!passes(line)) continue;
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

/** Passes on what is appended, a whole line at a time. */
class Follower {
  readonly #options: ReadLogOptions;
  readonly #disk: Disk;
  readonly #passes: (line: string) => boolean;
  #decoder = new StringDecoder('utf8');
  #rest = '';

  constructor(options: ReadLogOptions) {
    this.#options = options;
    this.#disk = options.disk ?? nodeDisk;
    this.#passes = levelFilter(options.level);
  }

  /** Reads what is new since a position, to the end of the newest file. */
  async readOn(position: Position | undefined): Promise<Position | undefined> {
    const { directory, name } = this.#options;
    let now = position;
    for (const file of await logFiles(directory, name, this.#disk)) {
      if (now !== undefined && file.date < now.date) continue;
      if (now !== undefined && file.date > now.date) this.#finishFile();
      const from = now?.path === file.path ? now.offset : 0;
      now = { ...file, offset: await this.#read(file.path, from) };
    }
    return now;
  }

  async #read(path: string, from: number): Promise<number> {
    const { size } = (await this.#disk.stat(path).catch(() => undefined)) ?? { size: from };
    if (size < from) {
      // It was emptied: begin again.
      this.#finishFile();
      return this.#read(path, 0);
    }
    if (size === from) return from;
    let offset = from;
    for await (const chunk of this.#disk.readStream(path, from, size - from)) {
      offset += chunk.length;
      this.#take(this.#decoder.write(Buffer.from(chunk)));
    }
    return offset;
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#give(line);
  }

  #finishFile(): void {
    const rest = this.#rest + this.#decoder.end();
    this.#rest = '';
    this.#decoder = new StringDecoder('utf8');
    if (rest !== '') this.#give(rest);
  }

  #give(line: string): void {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (this.#options.signal?.aborted !== true && this.#passes(text)) this.#options.onLine(text);
  }
}

/** Passes lines of a level and graver; the further lines of a message go with its first. */
function levelFilter(level: LogLevel | undefined): (line: string) => boolean {
  if (level === undefined) return () => true;
  let passing = false;
  return (line) => {
    const own = levelOf(line);
    if (own !== undefined) passing = logLevels.indexOf(own) <= logLevels.indexOf(level);
    return passing;
  };
}
