import type { Operation, Product } from '@integration-client/sdk';
import type { Checkpoint, FailedItem, Failure, LedgerEntry, PendingSession, TransferState } from './state.js';

const notDelivered = { outcome: 'skipped', location: '', bytes: 0, sha256: '' } as const;

/**
 * Reads what a transfer remembers and writes nothing. What the transfer would have written of items it remembers itself, as
 * reports overlap and each item is to count once.
 */
export class PreviewState implements TransferState {
  readonly #state: TransferState;
  /** Contents by key. */
  readonly #delivered = new Map<string, string>();
  readonly #failed = new Map<string, FailedItem>();

  constructor(state: TransferState) {
    this.#state = state;
  }

  product(): Promise<Product | undefined> {
    return this.#state.product();
  }

  async saveProduct(): Promise<void> {}

  checkpoint(operation: Operation): Promise<Checkpoint | undefined> {
    return this.#state.checkpoint(operation);
  }

  async saveCheckpoint(): Promise<void> {}

  async delivered(keys: readonly string[]): Promise<LedgerEntry[]> {
    const before = (await this.#state.delivered(keys)).filter(({ key }) => !this.#delivered.has(key));
    const now = keys.flatMap((key) => {
      const content = this.#delivered.get(key);
      return content === undefined ? [] : [{ key, content, receipt: notDelivered }];
    });
    return [...before, ...now];
  }

  async recordDelivered(entries: readonly LedgerEntry[]): Promise<void> {
    for (const { key, content } of entries) this.#delivered.set(key, content);
  }

  pending(): Promise<PendingSession[]> {
    return this.#state.pending();
  }

  async addPending(): Promise<void> {}

  async removePending(): Promise<void> {}

  async failed(keys: readonly string[]): Promise<FailedItem[]> {
    const before = (await this.#state.failed(keys)).filter(({ key }) => !this.#failed.has(key));
    return [...before, ...keys.flatMap((key) => this.#failed.get(key) ?? [])];
  }

  async recordFailures(failures: readonly Failure[]): Promise<FailedItem[]> {
    const known = new Map((await this.failed(failures.map(({ key }) => key))).map((item) => [item.key, item]));
    return failures.map(({ permanent, payload: _, ...failure }) => {
      const before = known.get(failure.key);
      const item: FailedItem = {
        ...failure,
        attempts: (before?.attempts ?? 0) + 1,
        quarantined: permanent || before?.quarantined === true,
      };
      this.#failed.set(item.key, item);
      return item;
    });
  }
}
