import { StringDecoder } from 'node:string_decoder';
import { type Disk, nodeDisk } from '@integration-client/sdk';
import { byAge, type LogFile, logFiles } from './log-files.js';
import { MessageFilter } from './message-filter.js';
import type { ReadLogOptions } from './read-log.js';

/** A file, and up to where it was read, in bytes. */
export interface LogPosition extends LogFile {
  readonly offset: number;
}

/** Passes on what is appended to a log, a whole line at a time. */
export class LogFollower {
  readonly #options: ReadLogOptions;
  readonly #disk: Disk;
  readonly #filter: MessageFilter;
  #decoder = new StringDecoder('utf8');
  #rest = '';

  constructor(options: ReadLogOptions) {
    this.#options = options;
    this.#disk = options.disk ?? nodeDisk;
    this.#filter = new MessageFilter(options);
  }

  /** Reads what is new since a position, to the end of the newest file. */
  async readOn(position: LogPosition | undefined): Promise<LogPosition | undefined> {
    const { directory, name } = this.#options;
    let now = position;
    for (const file of await logFiles(directory, name, this.#disk)) {
      const order = now === undefined ? 1 : byAge(file, now);
      if (order < 0) continue;
      if (order > 0 && now !== undefined) this.#finishFile();
      const from = order === 0 ? (now?.offset ?? 0) : 0;
      now = { ...file, offset: await this.#read(file.path, from) };
    }
    // A message is written in one piece: what there is of it is all, but for what is read by chance in between.
    this.#give(this.#filter.flush());
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
    for (const line of lines) this.#push(line);
  }

  #finishFile(): void {
    const rest = this.#rest + this.#decoder.end();
    this.#rest = '';
    this.#decoder = new StringDecoder('utf8');
    if (rest !== '') this.#push(rest);
  }

  #push(line: string): void {
    this.#give(this.#filter.push(line.endsWith('\r') ? line.slice(0, -1) : line));
  }

  #give(lines: readonly string[]): void {
    if (this.#options.signal?.aborted === true) return;
    for (const line of lines) this.#options.onLine(line);
  }
}
