import type { SessionGenerator } from './session-generator.js';
import { override, type SessionOverrides, type SessionRecord } from './session-record.js';

/** Which sessions are asked for: by when they began, by when they ended, in [from, until). Unix seconds. */
export interface Span {
  readonly by: 'start' | 'end';
  readonly from: number;
  readonly until: number;
}

/** Whether a session has begun, and whether it is over, at a moment. */
export function stateAt(record: SessionRecord, now: number): 'future' | 'open' | 'closed' {
  if (record.start > now) return 'future';
  return record.end !== undefined && record.end <= now ? 'closed' : 'open';
}

/** All the sessions there are: generated ones, which are made when they are asked for, and those a test spoke of, which are kept. */
export class SessionStore {
  readonly #generator: SessionGenerator;
  readonly #spoken = new Map<string, SessionRecord>();
  /** Numbers of generated sessions that are no longer made: kept here instead, or removed. */
  readonly #replaced = new Set<number>();
  #nextNumber: number;

  constructor(generator: SessionGenerator) {
    this.#generator = generator;
    this.#nextNumber = generator.settings.sessions;
  }

  get size(): number {
    return this.#generator.settings.sessions - this.#replaced.size + this.#spoken.size;
  }

  get(lsid: string): SessionRecord | undefined {
    const spoken = this.#spoken.get(lsid);
    if (spoken !== undefined) return spoken;
    const number = this.#generator.numberOf(lsid);
    return number === undefined || this.#replaced.has(number) ? undefined : this.#generator.make(number);
  }

  add(overrides: SessionOverrides, start: number): SessionRecord {
    const plain = this.#generator.make(this.#nextNumber);
    this.#nextNumber += 1;
    const record = override({ ...plain, start, end: undefined }, overrides);
    if (this.get(record.lsid) !== undefined) throw new Error(`there is already a session ${record.lsid}`);
    this.put(record);
    return record;
  }

  /** Keeps a session in place of the one with its lsid. */
  put(record: SessionRecord): void {
    this.#forget(record.lsid);
    this.#spoken.set(record.lsid, record);
  }

  change(lsid: string, changes: SessionOverrides): void {
    const record = this.get(lsid);
    if (record === undefined) throw new Error(`there is no session ${lsid}`);
    this.#forget(lsid);
    this.put(override(record, changes));
  }

  remove(lsid: string): void {
    if (this.get(lsid) === undefined) throw new Error(`there is no session ${lsid}`);
    this.#forget(lsid);
  }

  /** Oldest first. Holds only numbers for the generated ones. */
  *all(): Generator<SessionRecord> {
    const numbers = Array.from({ length: this.#generator.settings.sessions }, (_, number) => number);
    const left = numbers.filter((number) => !this.#replaced.has(number));
    yield* this.#make(left, [...this.#spoken.values()]);
  }

  /** The sessions that match as they are now; undefined where there are none. */
  select(span: Span, now: number): Iterable<SessionRecord> | undefined {
    const { sessions } = this.#generator.settings;
    const numbers: number[] = [];
    for (let number = 0; number < sessions; number += 1) {
      if (this.#matches(span, this.#generator.startOf(number), this.#generator.endOf(number), now))
        numbers.push(number);
    }
    const left = numbers.filter((number) => !this.#replaced.has(number));
    const spoken = [...this.#spoken.values()].filter(({ start, end }) => this.#matches(span, start, end, now));
    return left.length + spoken.length === 0 ? undefined : this.#make(left, spoken);
  }

  #matches(span: Span, start: number, end: number | undefined, now: number): boolean {
    if (start > now) return false;
    if (span.by === 'start') return start >= span.from && start < span.until;
    return end !== undefined && end <= now && end >= span.from && end < span.until;
  }

  *#make(numbers: readonly number[], spoken: readonly SessionRecord[]): Generator<SessionRecord> {
    const waiting = [...spoken].sort((a, b) => a.start - b.start);
    let next = 0;
    for (const number of numbers) {
      const start = this.#generator.startOf(number);
      for (let record = waiting[next]; record !== undefined && record.start < start; record = waiting[next]) {
        yield record;
        next += 1;
      }
      // It may have been changed while the report is under way; then it is served as it was found.
      yield this.#generator.make(number);
    }
    yield* waiting.slice(next);
  }

  #forget(lsid: string): void {
    this.#spoken.delete(lsid);
    const number = this.#generator.numberOf(lsid);
    if (number !== undefined) this.#replaced.add(number);
  }
}
