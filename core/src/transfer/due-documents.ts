import {
  ConfigError,
  ItemError,
  type Operation,
  type Product,
  RetryableError,
  type SessionHeader,
  UnreachableError,
} from '@integration-client/sdk';
import type { Appliance, ReportSelection } from '../appliance/appliance.js';
import type { DocumentTransfer, Treatment } from './document-transfer.js';
import { sessionItemKey } from './item-key.js';
import type { TransferJob, TransferParts } from './job.js';
import type { Recorder } from './recorder.js';
import type { Checkpoint } from './state.js';
import type { Tally } from './tally.js';
import { beginningOfTime, planWindows, type Window, windowSelection } from './windows.js';

/** A session that has no end after so long, in milliseconds of the appliance's time, is delivered as it is. */
export const pendingLimit = 7 * 24 * 3600 * 1000;

/** So many pending sessions are asked for in one request: their ids have to fit into an address. */
const pendingPerRequest = 50;

/** Delivers what is due of one subject, window by window, and moves the checkpoints. */
export class DueDocuments {
  readonly #transfer: DocumentTransfer;
  readonly #appliance: Appliance;
  readonly #job: TransferJob;
  readonly #parts: TransferParts;
  readonly #recorder: Recorder;
  readonly #tally: Tally;
  readonly #treatment: Treatment;
  #now = new Date(0);
  #product: Product | undefined;
  #checkpoints = new Map<Operation, Checkpoint>();
  /** Sessions that had not ended when they were last seen: since when. */
  readonly #pending = new Map<string, Date>();
  /** Pending sessions that this run has already seen to be still open. */
  readonly #seenOpen = new Set<string>();
  /** Pending sessions that this run delivered, or failed to. */
  #handled = new Set<string>();
  /** The newest end of a session that this run has seen. */
  #newestEnd: Date | undefined;

  constructor(
    transfer: DocumentTransfer,
    appliance: Appliance,
    job: TransferJob,
    parts: TransferParts,
    tools: { readonly recorder: Recorder; readonly tally: Tally },
  ) {
    this.#transfer = transfer;
    this.#appliance = appliance;
    this.#job = job;
    this.#parts = parts;
    this.#recorder = tools.recorder;
    this.#tally = tools.tally;
    this.#product = job.site.product;
    this.#treatment = {
      again: false,
      isReady: (header) => this.#isReady(header),
      onOpen: (headers) => this.#setPending(headers),
      onHandled: (headers) => this.#setHandled(headers),
    };
  }

  /** @param applianceNow the appliance's clock */
  async run(applianceNow: Date): Promise<void> {
    this.#now = applianceNow;
    await this.#loadState();
    const oldest = this.#oldestCheckpoint();
    for (const window of planWindows(oldest, applianceNow)) {
      // Before the first checkpoint every session is found by its beginning, so asking by the end as well would only repeat.
      if (oldest !== undefined) await this.#readReport(windowSelection(window, 'end'));
      await this.#readReport(windowSelection(window, 'start'));
      await this.#finishWindow(window);
    }
    await this.#askPending();
  }

  async #loadState(): Promise<void> {
    const { state } = this.#parts;
    for (const operation of this.#transfer.operations) {
      const checkpoint = await state.checkpoint(operation);
      if (checkpoint !== undefined) this.#checkpoints.set(operation, checkpoint);
    }
    for (const { operation, lsid, since } of await state.pending()) {
      if (this.#transfer.operations.includes(operation)) this.#pending.set(lsid, since);
    }
  }

  /** Where all operations together have to begin; nothing while one of them has never run. */
  #oldestCheckpoint(): Checkpoint | undefined {
    const checkpoints = this.#transfer.operations.map((operation) => this.#checkpoints.get(operation));
    return checkpoints.reduce((oldest, checkpoint) => {
      if (oldest === undefined || checkpoint === undefined) return undefined;
      return { through: earlier(oldest.through, checkpoint.through), asked: earlier(oldest.asked, checkpoint.asked) };
    });
  }

  async #readReport(selection: ReportSelection): Promise<Set<string>> {
    const seen = new Set<string>();
    const entries = await this.#appliance.report(this.#transfer.subject, selection, this.#parts.signal);
    if (entries === undefined) return seen;
    await this.#saveProduct();
    await this.#transfer.readReport(entries, {
      ...this.#treatment,
      isReady: (header) => {
        if (this.#pending.has(header.lsid)) seen.add(header.lsid);
        return this.#isReady(header);
      },
    });
    return seen;
  }

  /** Once a report has told which product the site is, later runs need not find out. */
  async #saveProduct(): Promise<void> {
    const { product } = this.#appliance;
    if (product === undefined || product === this.#product) return;
    await this.#parts.state.saveProduct(product);
    this.#product = product;
  }

  #isReady(header: SessionHeader): boolean {
    if (header.endTime !== undefined) return true;
    const since = header.startTime ?? this.#pending.get(header.lsid);
    return since !== undefined && this.#now.getTime() - since.getTime() > pendingLimit;
  }

  async #setPending(headers: readonly SessionHeader[]): Promise<void> {
    const fresh = headers.filter((header) => !this.#pending.has(header.lsid));
    const since = (header: SessionHeader) => header.startTime ?? this.#now;
    const rows = this.#transfer.operations.flatMap((operation) =>
      fresh.map((header) => ({ operation, lsid: header.lsid, since: since(header) })),
    );
    if (rows.length > 0) await this.#parts.state.addPending(rows);
    for (const header of headers) {
      this.#pending.set(header.lsid, this.#pending.get(header.lsid) ?? since(header));
      this.#seenOpen.add(header.lsid);
    }
  }

  #setHandled(headers: readonly SessionHeader[]): void {
    for (const { lsid, endTime } of headers) {
      if (this.#pending.has(lsid)) this.#handled.add(lsid);
      if (endTime === undefined || endTime > this.#now) continue;
      if (this.#newestEnd === undefined || endTime > this.#newestEnd) this.#newestEnd = endTime;
    }
  }

  /** Delivers the window's recordings, and only then moves the checkpoints over it. */
  async #finishWindow(window: Window): Promise<void> {
    await this.#transfer.deliverRecordings();
    await this.#forgetHandled();
    for (const operation of this.#transfer.operations) {
      const before = this.#checkpoints.get(operation);
      const reached = later(before?.through ?? beginningOfTime, this.#newestEnd ?? beginningOfTime);
      const heldBack = this.#recorder.heldBack(operation);
      const checkpoint = {
        through: heldBack === undefined ? reached : earlier(reached, heldBack),
        asked: window.to === undefined ? this.#now : later(before?.asked ?? beginningOfTime, window.to),
      };
      await this.#parts.state.saveCheckpoint(operation, checkpoint);
      this.#checkpoints.set(operation, checkpoint);
    }
  }

  async #forgetHandled(): Promise<void> {
    const handled = [...this.#handled];
    this.#handled = new Set();
    for (const lsid of handled) this.#pending.delete(lsid);
    for (const operation of this.#transfer.operations) {
      const done = handled.filter((lsid) => !this.#recorder.mustStayPending(operation, lsid));
      if (done.length > 0) await this.#parts.state.removePending(operation, done);
    }
  }

  /** Asks by their ids for the sessions that had not ended, where no report of this run had them. */
  async #askPending(): Promise<void> {
    const lsids = [...this.#pending.keys()].filter((lsid) => !this.#seenOpen.has(lsid));
    for (let start = 0; start < lsids.length; start += pendingPerRequest) {
      const asked = lsids.slice(start, start + pendingPerRequest);
      const seen = await this.#readReport({ by: 'lsid', lsids: asked });
      await this.#transfer.deliverRecordings();
      await this.#forgetHandled();
      // One unknown id can spoil the answer for all of them.
      const missing = asked.filter((lsid) => !seen.has(lsid));
      for (const lsid of missing) await this.#askOnePending(lsid, asked.length === 1);
    }
    for (const operation of this.#transfer.operations) this.#tally.pending(operation, this.#pending.size);
  }

  async #askOnePending(lsid: string, wasAskedAlone: boolean): Promise<void> {
    const seen = wasAskedAlone ? new Set<string>() : await this.#readReport({ by: 'lsid', lsids: [lsid] });
    await this.#transfer.deliverRecordings();
    await this.#forgetHandled();
    if (!seen.has(lsid)) await this.#noteVanished(lsid);
  }

  /** A session that was seen open and that the appliance no longer knows: said, counted, and in the end put aside. */
  async #noteVanished(lsid: string): Promise<void> {
    const message = `Session ${lsid} was in progress and the appliance no longer reports it`;
    const { host } = this.#job.site;
    for (const operation of this.#transfer.operations) {
      const key = sessionItemKey(host, operation, lsid);
      const error = new ItemError(message, {
        code: 'session-vanished',
        hint: 'It may have been deleted on the appliance.',
      });
      const failed = { operation, key, code: error.code, message, permanent: false };
      const [known] = await this.#parts.state.recordFailures([failed]);
      this.#tally.failed(operation, error);
      if (known?.quarantined) await this.#parts.state.removePending(operation, [lsid]);
    }
    this.#parts.log.warn(message);
    this.#pending.delete(lsid);
  }
}

/** The appliance's clock, where the account may ask for it; otherwise this machine's. */
export async function applianceTime(appliance: Appliance, parts: TransferParts): Promise<Date> {
  try {
    return (await appliance.info(parts.signal)).time ?? parts.clock.now();
  } catch (error) {
    if (!isOnlyInfoMissing(error)) throw error;
    parts.log.debug(`The appliance's clock could not be read: ${error.message}`);
    return parts.clock.now();
  }
}

/** An account may be allowed reports and not commands. The clock only sizes windows and dates backups: go on without it. */
function isOnlyInfoMissing(error: unknown): error is Error {
  if (error instanceof UnreachableError) return false;
  return error instanceof RetryableError || (error instanceof ConfigError && error.code !== 'login-refused');
}

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b;
}

function later(a: Date, b: Date): Date {
  return a > b ? a : b;
}
