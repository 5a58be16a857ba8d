import { EventEmitter } from 'node:events';
import { stripVTControlCharacters } from 'node:util';
import { asciiSigns } from './signs.js';
import type { TerminalOutput } from './terminal.js';

/** What a terminal draws in reverse video begins with it. */
const inverse = '\x1b[7m';

/** Milliseconds that frames are gathered: what is drawn step by step is read aloud once. */
const gathering = 100;

/**
 * What a screen reader reads: of each frame the lines that the one before did not have, one after the other. It takes frames
 * from Ink, as Ink's `stdout`.
 */
export class SpokenOutput extends EventEmitter {
  readonly isTTY = false;
  readonly #output: TerminalOutput;
  #said: ReadonlySet<string> = new Set();
  #next: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(output: TerminalOutput) {
    super();
    this.#output = output;
    this.setMaxListeners(0);
    output.on('resize', this.#resized);
  }

  get columns(): number {
    return this.#output.columns ?? 80;
  }

  get rows(): number {
    return this.#output.rows ?? 24;
  }

  /** A frame: all lines there are to be read. */
  write(frame: string): boolean {
    this.#next = frame;
    this.#timer ??= setTimeout(this.#say, gathering);
    return true;
  }

  /** Says what is left to be said, and nothing after. */
  end(): void {
    this.#output.off('resize', this.#resized);
    this.#say();
  }

  readonly #resized = (): void => {
    this.emit('resize');
  };

  readonly #say = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#next === undefined) return;
    const lines = this.#next
      .split('\n')
      .map(spokenLine)
      .filter((line) => line !== '');
    this.#next = undefined;
    const news = lines.filter((line) => !this.#said.has(line));
    // A line that was selected and is not any more is no news.
    this.#said = new Set(lines.flatMap((line) => [line, unselected(line)]));
    if (news.length > 0) this.#output.write(`${news.join('\n')}\n`);
  };
}

/** A line as it is read: what only looks selected says so. */
function spokenLine(line: string): string {
  const text = stripVTControlCharacters(line).trim();
  return line.includes(inverse) && !text.startsWith(asciiSigns.pointer) ? `${asciiSigns.pointer} ${text}` : text;
}

function unselected(line: string): string {
  const text = line.startsWith(asciiSigns.pointer) ? line.slice(asciiSigns.pointer.length).trim() : line;
  return text.replace(/, selected(?=[,:])/, '');
}
