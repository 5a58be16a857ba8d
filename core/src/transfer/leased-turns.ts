import { abortable } from '../appliance/abortable.js';
import type { Turns } from './decorators/limit.js';

/** Where turns come from: another process, as a rule. */
export interface TurnSource {
  /** Resolves when there is a turn. */
  takeTurn(): Promise<void>;
  giveTurnBack(): Promise<void>;
}

/** A turn is kept for the next delivery so long, in milliseconds: to ask for each would cost more than a small delivery. */
const idleTime = 20;

/** And given back after so long, in milliseconds, so that other transfers have theirs. */
const leaseTime = 500;

/** A turn that was taken, until it is given back. */
interface Lease {
  readonly until: number;
  giveBack?: NodeJS.Timeout;
}

/** Turns that are handed on from delivery to delivery for a moment, before they go back to their source. */
export class LeasedTurns implements Turns {
  readonly #source: TurnSource;
  readonly #idle: Lease[] = [];

  constructor(source: TurnSource) {
    this.#source = source;
  }

  async take(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    const lease = this.#idle.pop() ?? (await this.#ask(signal));
    clearTimeout(lease.giveBack);
    return () => this.#release(lease);
  }

  async #ask(signal: AbortSignal): Promise<Lease> {
    const turn = this.#source.takeTurn();
    try {
      await abortable(turn, signal);
      signal.throwIfAborted();
      return { until: performance.now() + leaseTime };
    } catch (error) {
      // Who is stopped waits no longer, and the turn may come all the same.
      if (signal.aborted) turn.then(() => this.#giveBack()).catch(() => {});
      throw error;
    }
  }

  #release(lease: Lease): void {
    if (performance.now() >= lease.until) {
      this.#giveBack();
      return;
    }
    this.#idle.push(lease);
    lease.giveBack = setTimeout(() => {
      this.#idle.splice(this.#idle.indexOf(lease), 1);
      this.#giveBack();
    }, idleTime);
  }

  /** Nobody waits for it: when the source is gone there is nothing to give back. */
  #giveBack(): void {
    this.#source.giveTurnBack().catch(() => {});
  }
}
