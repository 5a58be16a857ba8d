import { EventEmitter } from 'node:events';
import type { Writable } from 'node:stream';
import { pasteMarks } from './read-keys.js';

/** What the terminal UI draws on. */
export type TerminalOutput = Writable & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

// The alternate screen keeps what stood in the terminal; without wrapping nothing that a terminal draws wider than
// expected can shift the lines below.
const enter = `\x1b[?1049h\x1b[?7l\x1b[?25l${pasteMarks.on}\x1b[2J`;
const leave = `${pasteMarks.off}\x1b[?7h\x1b[?25h\x1b[0m\x1b[?1049l`;

/** A terminal draws what stands between these two at once, where it knows them. */
const beginUpdate = '\x1b[?2026h';
const endUpdate = '\x1b[?2026l';

/** Milliseconds between two frames. */
const frameInterval = 16;

/**
 * The whole screen of a terminal. It takes frames from Ink, as Ink's `stdout`, and draws the lines that changed; when
 * nothing did, it draws nothing.
 */
export class TerminalScreen extends EventEmitter {
  /** Ink is to leave the cursor alone. */
  readonly isTTY = false;
  readonly #output: TerminalOutput;
  #isEntered = false;
  #drawn: readonly string[] = [];
  #next: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #drawnAt = 0;

  constructor(output: TerminalOutput) {
    super();
    this.#output = output;
    this.setMaxListeners(0);
  }

  get columns(): number {
    return this.#output.columns ?? 80;
  }

  get rows(): number {
    return this.#output.rows ?? 24;
  }

  /** Takes the screen. However the process ends, it gives it back. */
  enter(): void {
    if (this.#isEntered) return;
    this.#isEntered = true;
    this.#output.write(enter);
    this.#output.on('resize', this.#resized);
    process.on('exit', this.leave);
    // Node tells of the error right after this, and the alternate screen would take it along.
    process.on('uncaughtExceptionMonitor', this.leave);
  }

  /** Gives the terminal back as it was. May be called again. */
  readonly leave = (): void => {
    if (!this.#isEntered) return;
    this.#isEntered = false;
    clearTimeout(this.#timer);
    this.#output.off('resize', this.#resized);
    process.off('exit', this.leave);
    process.off('uncaughtExceptionMonitor', this.leave);
    this.#output.write(leave);
  };

  /** Lets others have the terminal until {@link retake}. */
  release(): void {
    if (this.#isEntered) this.#output.write(leave);
  }

  /** Takes the screen again after others had it, and draws all lines. */
  retake(): void {
    if (!this.#isEntered) return;
    this.#output.write(enter);
    this.#next ??= this.#drawn.join('\n');
    this.#drawn = [];
    this.#draw();
  }

  /** A frame: all lines of the screen. */
  write(frame: string): boolean {
    if (!this.#isEntered) return true;
    this.#next = frame;
    const wait = this.#drawnAt + frameInterval - performance.now();
    if (wait <= 0) this.#draw();
    else this.#timer ??= setTimeout(this.#draw, wait);
    return true;
  }

  readonly #resized = (): void => {
    this.#drawn = [];
    this.#output.write('\x1b[2J');
    this.emit('resize');
  };

  readonly #draw = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#next === undefined || !this.#isEntered) return;
    const lines = this.#next.split('\n').slice(0, this.rows);
    this.#next = undefined;
    const count = Math.max(lines.length, this.#drawn.length);
    let update = '';
    for (let row = 0; row < count; row += 1) {
      const line = lines[row] ?? '';
      if (line !== (this.#drawn[row] ?? '')) update += `\x1b[${row + 1};1H\x1b[2K${line}`;
    }
    this.#drawn = lines;
    this.#drawnAt = performance.now();
    if (update !== '') this.#output.write(beginUpdate + update + endUpdate);
  };
}
