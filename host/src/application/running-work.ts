import type { Call } from '@integration-client/core/application';
import type { Progress } from '@integration-client/core/run';
import { injectable } from 'tsyringe';
import type { RunCall } from './transfers.js';

/** What this process moves now, and how far it is. */
@injectable()
export class RunningWork {
  readonly #newest = new Map<string, Progress>();

  /** The newest that each transfer told which has not ended. */
  get progress(): readonly Progress[] {
    return [...this.#newest.values()];
  }

  /** Does something long of which the status tells how far it is. */
  async watch<T>(call: Call<Progress>, work: (call: RunCall) => Promise<T>): Promise<T> {
    const keys = new Set<string>();
    const onProgress = (progress: Progress) => {
      const key = JSON.stringify([progress.site ?? null, progress.destination]);
      keys.add(key);
      if (progress.outcome === undefined) this.#newest.set(key, progress);
      else this.#newest.delete(key);
      call.onEvent?.(progress);
    };
    try {
      return await work({ signal: call.signal ?? new AbortController().signal, onProgress });
    } finally {
      for (const key of keys) this.#newest.delete(key);
    }
  }
}
