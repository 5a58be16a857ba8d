import type { Random } from '../random.js';

/** How a process lives. */
export interface LifeOptions {
  /** Decides how long each step takes, and so how steps that run side by side mix. */
  readonly random: Random;
  /** Called at each point at which the power may fail: before and after each step. */
  readonly onPoint?: (point: string) => void;
  /** The process dies at that point, counted from 1: nothing that it tries later has any effect. */
  readonly diesAt?: number;
}

/** The life of a process, as steps that change what outlasts it. */
export class Life {
  /** How many points it came through. */
  points = 0;
  readonly #options: LifeOptions;
  #dead = false;

  constructor(options: LifeOptions) {
    this.#options = options;
  }

  /** Takes a step that changes something. Fails once the process is dead. */
  async step<T>(name: string, act: () => T): Promise<T> {
    await this.pause();
    this.#reach(`before ${name}`);
    const result = act();
    this.#reach(`after ${name}`);
    await this.pause();
    return result;
  }

  /** Lets others go first, or not, for up to so many of their turns. Fails once the process is dead. */
  async pause(most = 4): Promise<void> {
    for (let turns = this.#options.random.below(most); turns > 0; turns -= 1) await undefined;
    this.#assertAlive();
  }

  #reach(point: string): void {
    this.points += 1;
    this.#options.onPoint?.(point);
    if (this.points === this.#options.diesAt) this.#dead = true;
    this.#assertAlive();
  }

  #assertAlive(): void {
    if (this.#dead) throw Object.assign(new Error('EIO: the process is dead'), { code: 'EIO' });
  }
}
