import type { Clock } from '../clock.js';

/** The least that a download has to bring: so many bytes within so many seconds. */
export interface LeastThroughput {
  readonly bytes: number;
  readonly seconds: number;
}

/** 1 KiB/s, averaged over a minute. */
export const leastThroughput: LeastThroughput = Object.freeze({ bytes: 60 * 1024, seconds: 60 });

/**
 * Watches a stream that could drip for ever: a time limit between two chunks never notices that. It looks at one span
 * of time after the other, and passes over those in which the reader held the stream back.
 */
export class ThroughputWatchdog {
  readonly #stop = new AbortController();
  #bytes = 0;
  #held = false;
  #wasHeld = false;

  /** Begins to watch. `onSlow` is called once at most. */
  constructor(clock: Clock, least: LeastThroughput, onSlow: () => void) {
    this.#watch(clock, least).then(onSlow, () => {});
  }

  /** Counts bytes that came. */
  received(bytes: number): void {
    this.#bytes += bytes;
  }

  /** The reader wants no more for now. */
  hold(): void {
    this.#held = true;
    this.#wasHeld = true;
  }

  /** The reader waits for more. */
  release(): void {
    this.#held = false;
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Resolves when a span brought too little; rejects when it is stopped. */
  async #watch(clock: Clock, least: LeastThroughput): Promise<void> {
    do {
      this.#bytes = 0;
      this.#wasHeld = this.#held;
      await clock.sleep(least.seconds * 1000, this.#stop.signal);
      this.#stop.signal.throwIfAborted();
    } while (this.#wasHeld || this.#bytes >= least.bytes);
  }
}
