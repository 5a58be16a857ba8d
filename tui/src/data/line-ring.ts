/** Lines of a text that grows, each with a number of its own; of many only the newest are kept. */
export class LineRing {
  readonly #capacity: number;
  readonly #lines: string[] = [];
  #end = 0;

  /** @param capacity lines that are kept */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The number of the oldest line that is kept. */
  get first(): number {
    return Math.max(0, this.#end - this.#capacity);
  }

  /** The number that the next line gets. */
  get end(): number {
    return this.#end;
  }

  /** Adds a line; where there is no room, the oldest goes. */
  push(line: string): void {
    this.#lines[this.#end % this.#capacity] = line;
    this.#end += 1;
  }

  /** A line that is kept, by its number. */
  at(number: number): string {
    return this.#lines[number % this.#capacity] ?? '';
  }

  /** Forgets all lines; the next one has the number 0. */
  clear(): void {
    this.#lines.length = 0;
    this.#end = 0;
  }
}
