import { type Item, type Logger, type Operation, type SessionHeader } from '@integration-client/sdk';
import { type Delivered, isPermanent } from './delivery.js';
import { neverHad } from './failure-codes.js';
import type { Failure, LedgerEntry, TransferState } from './state.js';
import { describeProblem, type Tally } from './tally.js';

/** Receipts are written together, but not later than after so many items, bytes or milliseconds. */
const mostItems = 100;
const mostBytes = 64 * 1024 * 1024;
const longestDelay = 2_000;

/** Writes down what became of items, in batches, and knows which sessions have to be asked for again. */
export class Recorder {
  readonly #state: TransferState;
  readonly #tally: Tally;
  readonly #log: Logger;
  readonly #delay: number;
  #entries: LedgerEntry[] = [];
  #failures: Failure[] = [];
  #bytes = 0;
  #written = performance.now();
  /** Writes what is noted though nothing more comes for now. */
  #timer: NodeJS.Timeout | undefined;
  /** What the timer writes: whoever comes next learns whether it could. */
  #writing: Promise<void> = Promise.resolve();
  /** Keys of what failed in this run. */
  readonly #failed = new Set<string>();
  /** Per operation and by id, the sessions of which something failed in this run and is to be tried again. */
  readonly #unsettled = new Map<Operation, Map<string, SessionHeader>>();

  /** @param delay milliseconds after which receipts are written at the latest */
  constructor(state: TransferState, tally: Tally, log: Logger, delay = longestDelay) {
    this.#delay = delay;
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
    else this.#timer ??= setTimeout(() => this.#flushLate(), this.#delay).unref();
  }

  /** Notes that something failed. */
  noteFailure(failure: Failure, error: Error): void {
    this.#failures.push(failure);
    if (!neverHad.has(failure.code)) this.#failed.add(failure.key);
    this.#tally.failed(failure.operation, error);
    const { message, hint } = describeProblem(error);
    this.#log.error(`${failure.key}: ${message}${hint === undefined ? '' : ` (${hint})`}`);
  }

  /** Notes again what the ledger has: it no longer counts as failed. */
  noteKnown(entry: LedgerEntry): void {
    this.#entries.push(entry);
  }

  /** Whether it failed in this run: reports overlap, and a run tries each item once. */
  hasFailed(key: string): boolean {
    return this.#failed.has(key);
  }

  /** Resolves when everything noted is durable. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const late = this.#writing;
    this.#writing = Promise.resolve();
    await late;
    await this.#write();
  }

  #flushLate(): void {
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    this.#writing.catch(() => {});
  }

  async #write(): Promise<void> {
    const [entries, failures] = [this.#entries, this.#failures];
    [this.#entries, this.#failures, this.#bytes, this.#written] = [[], [], 0, performance.now()];
    if (entries.length > 0) await this.#state.recordDelivered(entries);
    if (failures.length === 0) return;
    for (const failed of await this.#state.recordFailures(failures)) {
      if (failed.quarantined) this.#log.warn(`${failed.key}: in quarantine after ${failed.attempts} attempt(s)`);
      else if (failed.session !== undefined)
        this.#unsettledOf(failed.operation).set(failed.session.lsid, failed.session);
    }
  }

  /** By their ids, the sessions of which something failed in this run and is to be tried again; complete after a flush. */
  unsettled(operation: Operation): ReadonlyMap<string, SessionHeader> {
    return this.#unsettledOf(operation);
  }

  #unsettledOf(operation: Operation): Map<string, SessionHeader> {
    const sessions = this.#unsettled.get(operation) ?? new Map<string, SessionHeader>();
    this.#unsettled.set(operation, sessions);
    return sessions;
  }

  #isDue(): boolean {
    return (
      this.#entries.length + this.#failures.length >= mostItems ||
      this.#bytes >= mostBytes ||
      performance.now() - this.#written >= this.#delay
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
