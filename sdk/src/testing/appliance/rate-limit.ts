/** Requests an account may send; the appliance's own limits are the default. */
export interface RateLimits {
  /** Requests in any second. */
  readonly perSecond: number;
  /** Requests in any hour. */
  readonly perHour: number;
}

/** The limits of real appliances (vendor documentation). */
export const applianceLimits: RateLimits = Object.freeze({ perSecond: 20, perHour: 15_000 });

/**
 * Counts the requests of an account in sliding windows of a second and an hour, by this machine's clock. A limit that is
 * switched off refuses nothing and always announces all of it.
 */
export class RateLimit {
  readonly #limits: RateLimits;
  readonly #on: boolean;
  #times: number[] = [];

  constructor(setting: boolean | RateLimits) {
    this.#on = setting !== false;
    this.#limits = typeof setting === 'object' ? setting : applianceLimits;
  }

  /** Counts one request. Answers whether it is within the limits, and the headers that say how many are left in the hour. */
  take(): { readonly allowed: boolean; readonly headers: Readonly<Record<string, string>> } {
    const now = performance.now();
    let allowed = true;
    if (this.#on) {
      const gone = this.#times.findIndex((time) => time > now - 3_600_000);
      this.#times = gone < 0 ? [] : gone > 0 ? this.#times.slice(gone) : this.#times;
      const lately = this.#times.length - 1 - this.#times.findLastIndex((time) => time <= now - 1000);
      allowed = lately < this.#limits.perSecond && this.#times.length < this.#limits.perHour;
      if (allowed) this.#times.push(now);
    }
    return {
      allowed,
      headers: {
        'x-ratelimit-limit': String(this.#limits.perHour),
        'x-ratelimit-remaining': String(this.#limits.perHour - this.#times.length),
      },
    };
  }
}
