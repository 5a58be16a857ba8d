import type { Clock } from '@integration-client/core/clock';

interface Sleeper {
  readonly wakes: number;
  readonly wake: () => void;
}

/** A clock that stands still until a test moves it. Sleepers wake by elapsed time, as timers do, whatever the date says. */
export class FakeClock implements Clock {
  #date: number;
  #elapsed = 0;
  readonly #sleepers = new Set<Sleeper>();

  constructor(date: string) {
    this.#date = Date.parse(date);
  }

  now(): Date {
    return new Date(this.#date);
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const sleeper = {
        wakes: this.#elapsed + milliseconds,
        wake: () => {
          this.#sleepers.delete(sleeper);
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', () => {
        this.#sleepers.delete(sleeper);
        reject(signal.reason);
      });
    });
  }

  /** Lets time pass, waking each sleeper at its moment. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#elapsed + milliseconds;
    await settle();
    for (;;) {
      const next = [...this.#sleepers].sort((one, other) => one.wakes - other.wakes)[0];
      if (next === undefined || next.wakes > end) break;
      this.#pass(Math.max(0, next.wakes - this.#elapsed));
      next.wake();
      await settle();
    }
    this.#pass(end - this.#elapsed);
  }

  /** Changes the date without letting time pass: somebody set the clock, or the machine slept and its timers with it. */
  jump(milliseconds: number): void {
    this.#date += milliseconds;
  }

  /** The machine sleeps and its timers count on meanwhile: when it wakes, those that are overdue fire all at once. */
  async oversleep(milliseconds: number): Promise<void> {
    this.#pass(milliseconds);
    await this.advance(0);
  }

  #pass(milliseconds: number): void {
    this.#elapsed += milliseconds;
    this.#date += milliseconds;
  }
}

/** Lets everything that is ready run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
