/** A value with those it had since it was flushed last: after a power cut any of them may be found. */
export class History<T> {
  /** The first is durable, the last is what processes see. */
  #values: T[];
  /** How many values came before the first. */
  #before = 0;

  constructor(durable: T) {
    this.#values = [durable];
  }

  /** What processes see. */
  get now(): T {
    return this.#values[this.#values.length - 1] as T;
  }

  /** What may be found after a power cut. The first is durable. */
  get possible(): readonly T[] {
    return this.#values;
  }

  /** Changes it, not durably yet. */
  set(value: T): void {
    this.#values.push(value);
  }

  /** To be taken when a flush begins: what is set later is none of its business. */
  mark(): number {
    return this.#before + this.#values.length - 1;
  }

  /** A flush has ended: the value of that mark is durable. */
  settle(mark: number): void {
    const gone = mark - this.#before;
    if (gone <= 0) return; // a flush that began later has ended already
    this.#values = this.#values.slice(gone);
    this.#before = mark;
  }
}
