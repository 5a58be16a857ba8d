import type { Clock } from '@integration-client/core/clock';

interface Sleeper {
  /** By this clock, in milliseconds since 1970. */
  readonly wakes: number;
  readonly wake: () => void;
}

/** What the clock has to know of the program that lives by it. */
export interface Life {
  /** Whether nothing is under way, when so many sleep: then time is passed over. */
  isIdle(sleepers: number): boolean;
  /** Told before time is passed over: so many milliseconds this clock will be ahead of the machine's. */
  skip(ahead: number): Promise<void>;
}

/**
 * A clock that goes as fast as time does while something is under way, and passes over the time in which everybody waits:
 * a program lives through a day in the time that its work takes, and is late where it would be.
 */
export class IdleSkippingClock implements Clock {
  readonly #life: Life;
  readonly #sleepers = new Set<Sleeper>();
  /** Milliseconds by which it is ahead of the machine's. */
  #ahead: number;
  #timer: NodeJS.Timeout | undefined;
  /** Up to where time may be passed over, and what is told when it has come. */
  #target: { readonly time: number; readonly arrived: () => void } | undefined;
  #isSkipping = false;

  /** @param start what it shows first; without {@link passTo} it goes on from there as the machine's does */
  constructor(start: Date, life: Life) {
    this.#ahead = start.getTime() - machineTime();
    this.#life = life;
  }

  now(): Date {
    return new Date(this.#now());
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      const leave = () => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener('abort', abort);
      };
      const abort = () => {
        leave();
        reject(signal?.reason);
      };
      const wake = () => {
        leave();
        resolve();
      };
      const sleeper = { wakes: this.#now() + milliseconds, wake };
      signal?.addEventListener('abort', abort);
      this.#sleepers.add(sleeper);
      this.#setAlarm();
      setImmediate(() => this.#skipIdleTime());
    });
  }

  /** Resolves when this time has come and nothing is under way. */
  passTo(time: Date): Promise<void> {
    return new Promise((arrived) => {
      this.#target = { time: time.getTime(), arrived };
      this.#skipIdleTime();
    });
  }

  /** Lets the process end: nobody is woken any more. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #now(): number {
    return machineTime() + this.#ahead;
  }

  #skipIdleTime(): void {
    if (this.#target === undefined || this.#isSkipping || !this.#life.isIdle(this.#sleepers.size)) return;
    const { time, arrived } = this.#target;
    const next = Math.min(time, ...[...this.#sleepers].map(({ wakes }) => wakes));
    const ahead = Math.max(this.#ahead, next - machineTime());
    this.#isSkipping = true;
    void this.#life.skip(ahead).then(() => {
      this.#isSkipping = false;
      this.#ahead = ahead;
      if (this.#now() >= time) {
        this.#target = undefined;
        arrived();
      }
      this.#wakeAll();
    });
  }

  #wakeAll(): void {
    const now = this.#now();
    for (const { wakes, wake } of this.#sleepers) if (wakes <= now) wake();
    this.#setAlarm();
  }

  /** Where something is under way, time passes by itself. */
  #setAlarm(): void {
    clearTimeout(this.#timer);
    if (this.#sleepers.size === 0) return;
    const next = Math.min(...[...this.#sleepers].map(({ wakes }) => wakes));
    this.#timer = setTimeout(() => this.#wakeAll(), Math.max(0, Math.ceil(next - this.#now())));
  }
}

/** Whole milliseconds since 1970 that nobody can set back. */
function machineTime(): number {
  return Math.floor(performance.timeOrigin + performance.now());
}
