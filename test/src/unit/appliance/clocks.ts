import type { Clock } from '@integration-client/core/clock';

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** A clock that stands still until a test moves it. */
export class StandingClock implements Clock {
  #now: number;
  #sleepers: Sleeper[] = [];

  constructor(now = Date.UTC(2026, 0, 5, 12)) {
    this.#now = now;
  }

  now(): Date {
    return new Date(this.#now);
  }

  /** Milliseconds asked for by those who sleep now. */
  get sleeping(): number[] {
    return this.#sleepers.map(({ until }) => until - this.#now);
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        this.#sleepers = this.#sleepers.filter((one) => one !== sleeper);
        reject(signal?.reason);
      };
      const wake = () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      const sleeper = { until: this.#now + milliseconds, wake };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', onAbort);
    });
  }

  /** Lets time pass, waking each sleeper at its moment. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await settled();
    for (;;) {
      const next = this.#sleepers.filter(({ until }) => until <= end).sort((a, b) => a.until - b.until)[0];
      if (next === undefined) break;
      this.#sleepers = this.#sleepers.filter((one) => one !== next);
      this.#now = Math.max(this.#now, next.until);
      next.wake();
      await settled();
    }
    this.#now = end;
  }
}

/** A clock on which pauses pass at once and are noted; the minute of a watchdog never ends. */
export class HurryingClock implements Clock {
  readonly pauses: number[] = [];
  #ahead = 0;

  now(): Date {
    return new Date(Date.now() + this.#ahead);
  }

  skip(milliseconds: number): void {
    this.#ahead += milliseconds;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (milliseconds >= 60_000) {
      return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    }
    this.pauses.push(milliseconds);
    this.#ahead += milliseconds;
    return Promise.resolve();
  }
}

/** Resolves when promises that could go on have gone on. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}
