import { headOf, type LogEntry, type LogLevel, logLevels } from './log-line.js';

/** Which messages of a log are wanted. */
export interface MessageCriteria {
  /** This level and graver. */
  readonly level?: LogLevel;
  /** Not before this time. */
  readonly since?: Date;
  /** Those that hold this text, in whatever case. */
  readonly text?: string;
}

/** Puts the lines of a log together to messages, a first line and further ones, and lets those pass that are wanted. */
export class MessageFilter {
  readonly #criteria: MessageCriteria;
  readonly #text: string | undefined;
  #head: Pick<LogEntry, 'time' | 'level'> | undefined;
  #lines: string[] = [];

  constructor(criteria: MessageCriteria) {
    this.#criteria = criteria;
    this.#text = criteria.text?.toLowerCase();
  }

  /** Takes a line; answers the lines of the message before it, where it is wanted and over. */
  push(line: string): readonly string[] {
    const head = headOf(line);
    if (head === undefined) {
      this.#lines.push(line);
      return [];
    }
    const before = this.flush();
    this.#head = head;
    this.#lines = [line];
    return before;
  }

  /** The lines of the last message so far, where it is wanted. */
  flush(): readonly string[] {
    const lines = this.#lines;
    this.#lines = [];
    return lines.length > 0 && this.#isWanted(lines) ? lines : [];
  }

  #isWanted(lines: readonly string[]): boolean {
    const { level, since } = this.#criteria;
    if (level !== undefined && !(this.#head && logLevels.indexOf(this.#head.level) <= logLevels.indexOf(level)))
      return false;
    if (since !== undefined && !(this.#head && this.#head.time >= since)) return false;
    const text = this.#text;
    return text === undefined || lines.some((line) => line.toLowerCase().includes(text));
  }
}
