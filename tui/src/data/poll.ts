import { isDeepStrictEqual } from 'node:util';
import { useSyncExternalStore } from 'react';

/** What was read last. */
export interface Polled<T> {
  /** Absent until it was read for the first time. */
  readonly value?: T;
  /** Why it could not be read just now; the value is then the last one that could. */
  readonly error?: Error;
}

/** Reads something again and again while somebody looks at it, and tells them when it changed. */
export class Poll<T> {
  readonly #read: () => Promise<T>;
  readonly #interval: (value: T | undefined) => number;
  readonly #listeners = new Set<() => void>();
  #state: Polled<T> = {};
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> | undefined;

  /** @param interval milliseconds until it is read again, by what it is now */
  constructor(read: () => Promise<T>, interval: (value: T | undefined) => number) {
    this.#read = read;
    this.#interval = interval;
  }

  readonly get = (): Polled<T> => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) void this.refresh();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) clearTimeout(this.#timer);
    };
  };

  /** Reads it now: something was changed. */
  async refresh(): Promise<void> {
    // What is being read may be from before the change.
    await this.#reading;
    this.#reading ??= this.#readOnce().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  async #readOnce(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      this.#set({ value: await this.#read() });
    } catch (error) {
      const { value } = this.#state;
      this.#set({ ...(value === undefined ? {} : { value }), error: error as Error });
    }
    if (this.#listeners.size === 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh(), this.#interval(this.#state.value));
  }

  #set(state: Polled<T>): void {
    const { value, error } = this.#state;
    if (isDeepStrictEqual(value, state.value) && error?.message === state.error?.message) return;
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

/** What was read last, and again when it changes. */
export function usePoll<T>(poll: Poll<T>): Polled<T> {
  return useSyncExternalStore(poll.subscribe, poll.get);
}
