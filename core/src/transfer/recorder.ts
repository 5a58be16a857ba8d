import { type Item, type Logger, type Operation, type SessionHeader } from '@integration-client/sdk';
import { type Delivered, isPermanent } from './delivery.js';
import type { Failure, LedgerEntry, TransferState } from './state.js';
import { describeProblem, type Tally } from './tally.js';

/** Receipts are written together, but not later than after so many items, bytes or milliseconds. */
const mostItems = 100;
const mostBytes = 64 * 1024 * 1024;
const longestDelay = 2_000;

/** Writes down what became of items, in batches, and knows what holds a checkpoint back. */
export class Recorder {
  readonly #state: TransferState;
  readonly #tally: Tally;
  readonly #log: Logger;
  #entries: LedgerEntry[] = [];
  #failures: Failure[] = [];
  #bytes = 0;
  #written = performance.now();
  /** Per operation, the end of the oldest session that is neither delivered nor in quarantine. */
  readonly #heldBack = new Map<Operation, Date>();
  /** Sessions without an end that could not be delivered: they have to stay pending. */
  readonly #undelivered = new Set<string>();

  constructor(state: TransferState, tally: Tally, log: Logger) {
    this.#state = state;
    this.#tally = tally;
    this.#log = log;
  }

  /** Notes one delivery; `content` is the hash of the source where it has one. */
  async note(delivered: Delivered, content = ''): Promise<void> {
    const { item } = delivered;
    if ('receipt' in delivered) {
      this.#tally.delivered(item.operation, delivered.receipt);
      this.#entries.push({ key: item.key, content, receipt: delivered.receipt });
      this.#bytes += delivered.receipt.bytes;
    } else {
      this.noteFailure(failureOf(item, delivered.error), delivered.error);
    }
    if (this.#isDue()) await this.flush();
  }

  noteFailure(failure: Failure, error: Error): void {
    this.#failures.push(failure);
    this.#tally.failed(failure.operation, error);
    const { message, hint } = describeProblem(error);
    this.#log.error(`${failure.key}: ${message}${hint === undefined ? '' : ` (${hint})`}`);
  }

  /** Resolves when everything noted is durable. */
  async flush(): Promise<void> {
    const [entries, failures] = [this.#entries, this.#failures];
    [this.#entries, this.#failures, this.#bytes, this.#written] = [[], [], 0, performance.now()];
    if (entries.length > 0) await this.#state.recordDelivered(entries);
    if (failures.length === 0) return;
    for (const failed of await this.#state.recordFailures(failures)) {
      if (failed.quarantined) this.#log.warn(`${failed.key}: in quarantine after ${failed.attempts} attempt(s)`);
      else this.#holdBack(failed.operation, failed.session);
    }
  }

  heldBack(operation: Operation): Date | undefined {
    return this.#heldBack.get(operation);
  }

  /** Whether a session has to stay pending, because nothing else would ask for it again. */
  mustStayPending(operation: Operation, lsid: string): boolean {
    return this.#undelivered.has(`${operation}/${lsid}`);
  }

  #holdBack(operation: Operation, session: SessionHeader | undefined): void {
    if (session === undefined) return;
    if (session.endTime === undefined) {
      this.#undelivered.add(`${operation}/${session.lsid}`);
      return;
    }
    const held = this.#heldBack.get(operation);
    if (held === undefined || session.endTime < held) this.#heldBack.set(operation, session.endTime);
  }

  #isDue(): boolean {
    return (
      this.#entries.length + this.#failures.length >= mostItems ||
      this.#bytes >= mostBytes ||
      performance.now() - this.#written >= longestDelay
    );
  }
}

function failureOf(item: Item, error: Error): Failure {
  const { code, message } = describeProblem(error);
  return {
    operation: item.operation,
    key: item.key,
    code,
    message,
    permanent: isPermanent(error),
    ...('session' in item ? { session: item.session } : {}),
  };
}
