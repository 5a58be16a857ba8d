import type { Clock } from '../clock.js';
import { abortable } from './abortable.js';
import type { RateReading } from './appliance.js';

const second = 1000;
const hour = 3600 * second;

/** Longest pause after a refusal that does not say how long, in milliseconds. */
const longestPause = 60 * second;

/**
 * Keeps the requests of one account below the appliance's limits: 20 a second and 15,000 an hour over all endpoints
 * (vendor documentation), or less where the appliance says so. Who came first goes first.
 */
export class RateLimit {
  readonly #clock: Clock;
  readonly #perSecond = new Span(second, 20);
  readonly #perHour = new Span(hour, 15_000);
  #last: Promise<void> = Promise.resolve();
  #pausedUntil = 0;
  #pause = second;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when one request may be sent, and counts it. Rejects with the signal's reason. */
  async take(signal?: AbortSignal): Promise<void> {
    const before = this.#last;
    let leave = () => {};
    const mine = new Promise<void>((resolve) => {
      leave = resolve;
    });
    this.#last = before.then(() => mine);
    try {
      await abortable(before, signal);
      for (let wait = this.#wait(); wait > 0; wait = this.#wait()) await this.#clock.sleep(wait, signal);
      signal?.throwIfAborted();
      const now = this.#clock.now().getTime();
      this.#perSecond.count(now);
      this.#perHour.count(now);
    } finally {
      leave();
    }
  }

  /** How many requests may be sent before the hour's limit holds them up. */
  get left(): number {
    return this.#perHour.left(this.#clock.now().getTime());
  }

  /** Takes to heart what an answer said. */
  observe(reading: RateReading): void {
    const { limit } = reading;
    if (limit !== undefined && limit >= 1) {
      // Which span the header speaks of is not documented: 20 is the limit of a second, 15,000 that of an hour.
      if (limit <= 20) this.#perSecond.lower(limit);
      else this.#perHour.lower(limit);
    }
    if (!reading.refused && reading.remaining !== 0) {
      this.#pause = second;
      return;
    }
    const now = this.#clock.now().getTime();
    if (reading.retryAfter !== undefined) {
      this.#pausedUntil = Math.max(this.#pausedUntil, now + reading.retryAfter * second);
    } else if (now >= this.#pausedUntil) {
      // Answers to requests that were under way together make one pause, not several.
      this.#pausedUntil = now + this.#pause;
      this.#pause = Math.min(this.#pause * 2, longestPause);
    }
  }

  /** Milliseconds until a request may be sent. */
  #wait(): number {
    const now = this.#clock.now().getTime();
    return Math.max(this.#pausedUntil - now, this.#perSecond.wait(now), this.#perHour.wait(now));
  }
}

/** The requests of the last so many milliseconds. */
class Span {
  readonly #milliseconds: number;
  readonly #times: number[] = [];
  #limit: number;

  constructor(milliseconds: number, limit: number) {
    this.#milliseconds = milliseconds;
    this.#limit = limit;
  }

  lower(limit: number): void {
    this.#limit = Math.min(this.#limit, limit);
  }

  count(now: number): void {
    this.#times.push(now);
  }

  left(now: number): number {
    this.#forget(now);
    return Math.max(0, this.#limit - this.#times.length);
  }

  wait(now: number): number {
    this.#forget(now);
    const decisive = this.#times[this.#times.length - this.#limit];
    return decisive === undefined ? 0 : decisive + this.#milliseconds - now;
  }

  #forget(now: number): void {
    // A clock that was set back must not hold requests up.
    while (this.#times.length > 0 && !this.#within(this.#times[0] as number, now)) this.#times.shift();
  }

  #within(time: number, now: number): boolean {
    return time > now - this.#milliseconds && time <= now;
  }
}
