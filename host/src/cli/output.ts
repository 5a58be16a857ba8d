import type { CliEnvironment } from './environment.js';
import { printable } from './text.js';

/** Where a command's answer goes: standard output; messages go to standard error. */
export class Output {
  /** Whether the answer is JSON. */
  readonly json: boolean;
  readonly #environment: CliEnvironment;

  constructor(environment: CliEnvironment, json: boolean) {
    this.#environment = environment;
    this.json = json;
  }

  /** The answer: as JSON, or as the text that people read. */
  answer(data: unknown, text: () => string): void {
    this.#write(this.json ? jsonText(data, 2) : printable(text()));
  }

  /** One of many answers: a line each. */
  answerLine(data: unknown, text: () => string): void {
    this.#write(this.json ? jsonText(data) : printable(text()));
  }

  /** Bytes as they are, to standard output. */
  bytes(bytes: Uint8Array): void {
    this.#environment.stdout.write(bytes);
  }

  /** Tells people something on standard error. */
  message(text: string): void {
    this.#environment.stderr.write(`${printable(text)}\n`);
  }

  get onTerminal(): boolean {
    return this.#environment.stdout.isTTY === true;
  }

  /** A view that is shown again and again: on a terminal in place of the one before, as much of it as there is room for. */
  redraw(data: unknown, text: () => string): void {
    if (this.json || !this.onTerminal) {
      this.answerLine(data, text);
      return;
    }
    const { columns = 80, rows = 24 } = this.#environment.stdout;
    const lines = printable(text())
      .split('\n')
      .slice(0, rows - 1)
      .map((line) => `${line.slice(0, columns - 1)}\n`);
    this.#environment.stdout.write(`\x1b[H\x1b[2J${lines.join('')}`);
  }

  #write(text: string): void {
    this.#environment.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  }
}

/** JSON without characters that could move the cursor of a terminal or turn its text round. */
function jsonText(data: unknown, indent?: number): string {
  return JSON.stringify(data, undefined, indent).replace(
    /[\u007f-\u009f\u2028\u2029\p{Bidi_Control}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
