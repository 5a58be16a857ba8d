import type { Disk } from '@integration-client/sdk';

/**
 * Makes the names in directories durable, one flush of a directory at a time. Whoever comes while one runs may have
 * come too late for it, and shares the next one with everybody else who waits: many deliveries, few flushes.
 */
export class DirectoryFlush {
  readonly #disk: Disk;
  readonly #running = new Map<string, Promise<void>>();
  readonly #next = new Map<string, Promise<void>>();

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /** Resolves when every change made to the directory before this call is durable. Fails with the disk's error. */
  flush(directory: string): Promise<void> {
    const next = this.#next.get(directory);
    if (next !== undefined) return next;
    const running = this.#running.get(directory);
    if (running === undefined) return this.#start(directory);
    const start = () => {
      this.#next.delete(directory);
      return this.#start(directory);
    };
    const queued = running.then(start, start);
    this.#next.set(directory, queued);
    return queued;
  }

  #start(directory: string): Promise<void> {
    const flush = this.#disk.syncDirectory(directory).finally(() => this.#running.delete(directory));
    this.#running.set(directory, flush);
    return flush;
  }
}
