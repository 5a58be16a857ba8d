import type { RunReport } from '@integration-client/core/run';
import { useSyncExternalStore } from 'react';
import type { Client } from './client.js';

/** Runs of schedules that were started here: they end with this program, and can be stopped from here alone. */
export class Runs {
  readonly #client: Client;
  readonly #stops = new Map<string, AbortController>();
  readonly #listeners = new Set<() => void>();
  #names: readonly string[] = [];

  constructor(client: Client) {
    this.#client = client;
  }

  /** Names of the schedules. */
  readonly get = (): readonly string[] => this.#names;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Runs a schedule now and answers what came of it. Rejects with AbortError when it was cancelled. */
  async start(name: string): Promise<RunReport> {
    const stop = new AbortController();
    this.#stops.set(name, stop);
    this.#changed();
    try {
      return await this.#client.change((application) => {
        const run = application.runSchedule({ name }, { signal: stop.signal });
        void this.#client.status.refresh();
        return run;
      });
    } finally {
      this.#stops.delete(name);
      this.#changed();
    }
  }

  /** Stops a run cleanly: what was delivered is recorded, and the next run goes on from there. */
  cancel(name: string): void {
    this.#stops.get(name)?.abort();
  }

  cancelAll(): void {
    for (const stop of this.#stops.values()) stop.abort();
  }

  #changed(): void {
    this.#names = [...this.#stops.keys()];
    for (const listener of this.#listeners) listener();
  }
}

/** Names of the schedules that were started here and still run. */
export function useRuns(runs: Runs): readonly string[] {
  return useSyncExternalStore(runs.subscribe, runs.get);
}
