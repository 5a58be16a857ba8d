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

  /** Empties a terminal, for a view that is drawn again and again. */
  clear(): void {
    if (this.onTerminal && !this.json) this.#environment.stdout.write('\x1b[H\x1b[2J\x1b[3J');
  }

  #write(text: string): void {
    this.#environment.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  }
}

/** JSON without characters that could move the cursor of a terminal. */
function jsonText(data: unknown, indent?: number): string {
  return JSON.stringify(data, undefined, indent).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
