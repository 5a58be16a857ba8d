import type {
  Checkpoint,
  FailedItem,
  Failure,
  LedgerEntry,
  PendingSession,
  TransferState,
} from '@integration-client/core/transfer/state';
import type { Operation, Product } from '@integration-client/sdk';
import type { Life } from './life.js';

/** What the client has durably written down at one moment. Never changed: a later moment has its own. */
export interface Remembered {
  readonly ledger: ReadonlyMap<string, LedgerEntry>;
  readonly checkpoints: ReadonlyMap<Operation, Checkpoint>;
  readonly pending: ReadonlyMap<string, PendingSession>;
  readonly failed: ReadonlyMap<string, FailedItem>;
}

/** What is remembered of a destination that was asked up to then. */
export function rememberedSince(asked: Date, operations: readonly Operation[]): Remembered {
  const checkpoints = new Map(operations.map((operation) => [operation, { through: asked, asked }]));
  return { ledger: new Map(), checkpoints, pending: new Map(), failed: new Map() };
}

/** The key under which a pending session is remembered. */
export function pendingKey(operation: Operation, lsid: string): string {
  return `${operation}/${lsid}`;
}

/**
 * The settings database's side of a transfer: each write is one step, and durable as a whole or not at all. That SQLite
 * keeps this promise (WAL, synchronous=FULL) is taken for granted here: it is flushed before it answers.
 */
export class MemoryState implements TransferState {
  remembered: Remembered;
  readonly #life: Life;

  constructor(remembered: Remembered, life: Life) {
    this.remembered = remembered;
    this.#life = life;
  }

  async product(): Promise<Product | undefined> {
    return 'RS';
  }

  async saveProduct(): Promise<void> {}

  async checkpoint(operation: Operation): Promise<Checkpoint | undefined> {
    return this.remembered.checkpoints.get(operation);
  }

  saveCheckpoint(operation: Operation, checkpoint: Checkpoint): Promise<void> {
    return this.#write('saveCheckpoint', () => ({
      checkpoints: new Map(this.remembered.checkpoints).set(operation, checkpoint),
    }));
  }

  async delivered(keys: readonly string[]): Promise<LedgerEntry[]> {
    return keys.flatMap((key) => this.remembered.ledger.get(key) ?? []);
  }

  recordDelivered(entries: readonly LedgerEntry[]): Promise<void> {
    return this.#write('recordDelivered', () => {
      const [ledger, failed] = [new Map(this.remembered.ledger), new Map(this.remembered.failed)];
      for (const entry of entries) {
        ledger.set(entry.key, entry);
        failed.delete(entry.key);
      }
      return { ledger, failed };
    });
  }

  async pending(): Promise<PendingSession[]> {
    return [...this.remembered.pending.values()];
  }

  addPending(sessions: readonly PendingSession[]): Promise<void> {
    return this.#write('addPending', () => {
      const pending = new Map(this.remembered.pending);
      for (const session of sessions) pending.set(pendingKey(session.operation, session.lsid), session);
      return { pending };
    });
  }

  removePending(operation: Operation, lsids: readonly string[]): Promise<void> {
    return this.#write('removePending', () => {
      const pending = new Map(this.remembered.pending);
      for (const lsid of lsids) pending.delete(pendingKey(operation, lsid));
      return { pending };
    });
  }

  async failed(keys: readonly string[]): Promise<FailedItem[]> {
    return keys.flatMap((key) => this.remembered.failed.get(key) ?? []);
  }

  async recordFailures(failures: readonly Failure[]): Promise<FailedItem[]> {
    const counted = failures.map(({ permanent, payload: _, ...failure }) => {
      const known = this.remembered.failed.get(failure.key);
      return { ...failure, attempts: (known?.attempts ?? 0) + 1, quarantined: permanent };
    });
    await this.#write('recordFailures', () => {
      const failed = new Map(this.remembered.failed);
      for (const item of counted) failed.set(item.key, item);
      return { failed };
    });
    return counted;
  }

  async #write(name: string, change: () => Partial<Remembered>): Promise<void> {
    await this.#life.step(name, () => {
      this.remembered = { ...this.remembered, ...change() };
    });
  }
}
