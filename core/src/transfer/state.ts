import type { Operation, Product, Receipt, SessionHeader } from '@integration-client/sdk';

/** How far an operation of one site and destination has come. */
export interface Checkpoint {
  /** Every session that ended up to here is delivered, in quarantine or pending. In the appliance's time. */
  readonly through: Date;
  /** Up to when, by the appliance's clock, it was last asked completely. Never before {@link through}. */
  readonly asked: Date;
}

/** A delivered item. */
export interface LedgerEntry {
  readonly key: string;
  /** SHA-256 of the source, where it is known without fetching it (sessions); otherwise empty. */
  readonly content: string;
  readonly receipt: Receipt;
}

/** A session that has to be asked for by its id: it has begun and not ended, or something of it failed. */
export interface PendingSession {
  readonly operation: Operation;
  readonly lsid: string;
  /** When it began, or where it does not say, when it was first seen. In the appliance's time. */
  readonly since: Date;
}

/** An item that could not be delivered. */
export interface Failure {
  readonly operation: Operation;
  readonly key: string;
  readonly code: string;
  readonly message: string;
  /** True: aside at once; otherwise it is tried again until {@link maxAttempts} and {@link leastTime}. */
  readonly permanent: boolean;
  /** The session it belongs to, to fetch it again. Absent for what could not be read at all. */
  readonly session?: SessionHeader;
  /** The bytes as they came, for what could not be read. */
  readonly payload?: Uint8Array;
  /** Where in the report those bytes began. */
  readonly position?: number;
}

/** An item that is aside, or on its way there. */
export interface FailedItem extends Omit<Failure, 'permanent' | 'payload'> {
  readonly attempts: number;
  /** True: it is not tried again unless somebody asks for it, and the checkpoint may pass it. */
  readonly quarantined: boolean;
}

/** After so many runs in which an item failed, it is put aside. */
export const maxAttempts = 10;

/** But not before so long after it failed first, in milliseconds: runs can follow one another each minute, and recordings take their time. */
export const leastTime = 24 * 3600 * 1000;

/**
 * What a transfer remembers between runs, for one site and one destination. A worker reaches it through messages, so
 * everything goes in batches, and every method has taken effect durably when it resolves.
 */
export interface TransferState {
  product(): Promise<Product | undefined>;
  saveProduct(product: Product): Promise<void>;
  checkpoint(operation: Operation): Promise<Checkpoint | undefined>;
  saveCheckpoint(operation: Operation, checkpoint: Checkpoint): Promise<void>;
  /** The ledger's entries of those keys that it has. */
  delivered(keys: readonly string[]): Promise<LedgerEntry[]>;
  /** Records deliveries; a key that failed before no longer counts as failed. */
  recordDelivered(entries: readonly LedgerEntry[]): Promise<void>;
  pending(): Promise<PendingSession[]>;
  addPending(sessions: readonly PendingSession[]): Promise<void>;
  removePending(operation: Operation, lsids: readonly string[]): Promise<void>;
  /** Of those keys, the ones that failed before. */
  failed(keys: readonly string[]): Promise<FailedItem[]>;
  /** Counts one more attempt each, and puts aside what is permanent or was tried often enough. Answers what they are now. */
  recordFailures(failures: readonly Failure[]): Promise<FailedItem[]>;
}
