import type { Readable } from 'node:stream';

/** Characters kept of a line. */
const longestLine = 2_000;

/** Lines of one process that are passed on. */
const mostLines = 1_000;

/**
 * Passes on what a process prints, line by line. A plugin may print without end, or without ever ending a line: what is too
 * much is read and dropped, and said once.
 */
export class PrintedLines {
  readonly #write: (line: string) => void;
  #line = '';
  #lines = 0;
  #newest: string[] = [];

  constructor(stream: Readable | null, write: (line: string) => void) {
    this.#write = write;
    stream?.setEncoding('utf8');
    stream?.on('data', (text: string) => this.#take(text));
    stream?.on('end', () => this.#end());
    stream?.on('error', () => undefined);
  }

  /** The newest lines, also of what is not passed on any more. */
  get newest(): string {
    return [...this.#newest, this.#line].join('\n');
  }

  #take(text: string): void {
    const [rest = '', ...lines] = text.split('\n');
    this.#append(rest);
    for (const line of lines) {
      this.#tell();
      this.#append(line);
    }
  }

  #append(text: string): void {
    if (this.#line.length < longestLine) this.#line += text.slice(0, longestLine - this.#line.length);
  }

  #tell(): void {
    const line = this.#line;
    this.#line = '';
    this.#lines += 1;
    this.#newest = [...this.#newest.slice(-9), line];
    if (this.#lines <= mostLines) this.#write(line);
    else if (this.#lines === mostLines + 1) this.#write('… what it prints from here on is left out');
  }

  #end(): void {
    if (this.#line !== '') this.#tell();
  }
}
