import {
  ConfigError,
  ItemError,
  type Operation,
  type Product,
  RetryableError,
  type SessionHeader,
} from '@integration-client/sdk';
import type { Appliance, ReportSelection } from '../appliance/appliance.js';
import { askById } from './ask-by-id.js';
import type { DocumentTransfer, Treatment } from './document-transfer.js';
import { sessionVanished } from './failure-codes.js';
import { sessionItemKey } from './item-key.js';
import type { TransferJob, TransferParts } from './job.js';
import { PendingSessions } from './pending-sessions.js';
import type { Recorder } from './recorder.js';
import type { Checkpoint } from './state.js';
import type { Tally } from './tally.js';
import { beginningOfTime, planWindows, type Window, windowSelection } from './windows.js';

/** A session that has no end after so long, in milliseconds of the appliance's time, is delivered as it is. */
export const pendingLimit = 7 * 24 * 3600 * 1000;

/** Delivers what is due of one subject, window by window, and moves the checkpoints. */
export class DueDocuments {
  readonly #transfer: DocumentTransfer;
  readonly #appliance: Appliance;
  readonly #job: TransferJob;
  readonly #parts: TransferParts;
  readonly #recorder: Recorder;
  readonly #tally: Tally;
  readonly #pending: PendingSessions;
  readonly #treatment: Treatment;
  #now = new Date(0);
  #product: Product | undefined;
  readonly #checkpoints = new Map<Operation, Checkpoint>();
  /** Pending sessions that a report of this run had, in whatever state. */
  readonly #seen = new Set<string>();
  /** Of those, the ones that this run delivered, or failed to. */
  #handled = new Set<string>();
  /** What keeps this run from having recordings, or from storing them. */
  #recordingsFault: unknown;
  /** The newest end of a session that this run has seen. */
  #newestEnd = beginningOfTime;

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
    this.#pending = new PendingSessions(parts.state, transfer.operations);
    this.#product = job.site.product;
    this.#treatment = {
      again: false,
      isReady: (header) => this.#isReady(header),
      onOpen: (headers) => this.#keepOpen(headers),
      onHandled: (headers) => this.#setHandled(headers),
      onMalformed: (lsid) => this.#setMalformed(lsid),
    };
  }

  /**
   * Throws what stopped it. What stops recordings alone is thrown at the end: their sessions are delivered all the same, as an
   * appliance keeps neither for ever.
   * @param applianceNow the appliance's clock
   */
  async run(applianceNow: Date): Promise<void> {
    this.#now = applianceNow;
    await this.#loadState();
    const checkpoints = this.#transfer.operations.map((operation) => this.#checkpoints.get(operation));
    for (const window of planWindows(checkpoints, applianceNow)) {
      // Before the first checkpoint every session is found by its beginning, so asking by the end as well would only repeat.
      if (!checkpoints.includes(undefined)) await this.#readReport(windowSelection(window, 'end'));
      await this.#readReport(windowSelection(window, 'start'));
      await this.#settle();
      await this.#moveCheckpoints(window);
    }
    await this.#askPending();
    if (this.#recordingsFault !== undefined) throw this.#recordingsFault;
  }

  async #loadState(): Promise<void> {
    for (const operation of this.#transfer.operations) {
      const checkpoint = await this.#parts.state.checkpoint(operation);
      if (checkpoint !== undefined) this.#checkpoints.set(operation, checkpoint);
    }
    await this.#pending.load();
  }

  async #readReport(selection: ReportSelection): Promise<void> {
    const entries = await this.#appliance.report(this.#transfer.subject, selection, this.#parts.signal);
    if (entries === undefined) return;
    await this.#saveProduct();
    await this.#transfer.readReport(entries, this.#treatment);
  }

  /** Once a report has told which product the site is, later runs need not find out. */
  async #saveProduct(): Promise<void> {
    const { product } = this.#appliance;
    if (product === undefined || product === this.#product) return;
    await this.#parts.state.saveProduct(product);
    this.#product = product;
  }

  #isReady(header: SessionHeader): boolean {
    const { endTime, startTime, lsid } = header;
    return endTime !== undefined || this.#isOverdue(startTime) || this.#isOverdue(this.#pending.since(lsid));
  }

  #isOverdue(since: Date | undefined): boolean {
    return since !== undefined && this.#now.getTime() - since.getTime() > pendingLimit;
  }

  async #keepOpen(headers: readonly SessionHeader[]): Promise<void> {
    for (const operation of this.#transfer.operations) await this.#pending.add(operation, headers, this.#now);
    for (const { lsid } of headers) this.#seen.add(lsid);
  }

  #setHandled(headers: readonly SessionHeader[]): void {
    for (const { lsid, endTime } of headers) {
      if (this.#pending.has(lsid)) {
        this.#seen.add(lsid);
        this.#handled.add(lsid);
      }
      // An end in the appliance's future would let the checkpoint pass what ends until then.
      if (endTime !== undefined && endTime <= this.#now) this.#newestEnd = later(this.#newestEnd, endTime);
    }
  }

  /** It is in quarantine. A pending one is asked for on, as it may come well-formed, but not for ever. */
  #setMalformed(lsid: string): void {
    this.#seen.add(lsid);
    if (this.#isOverdue(this.#pending.since(lsid))) this.#handled.add(lsid);
  }

  /** Delivers recordings, and writes down which sessions have to be asked for again by their ids. */
  async #settle(): Promise<void> {
    await this.#deliverRecordings();
    for (const operation of this.#operations()) {
      const unsettled = this.#recorder.unsettled(operation);
      await this.#pending.add(operation, [...unsettled.values()], this.#now);
      for (const lsid of unsettled.keys()) this.#seen.add(lsid);
      await this.#pending.remove(
        operation,
        [...this.#handled].filter((lsid) => !unsettled.has(lsid)),
      );
    }
    this.#handled = new Set();
  }

  async #deliverRecordings(): Promise<void> {
    try {
      await this.#transfer.deliverRecordings();
    } catch (error) {
      const isPlace = error instanceof ConfigError || error instanceof RetryableError;
      if (this.#parts.signal.aborted || !isPlace || !this.#transfer.operations.includes(this.#transfer.subject))
        throw error;
      this.#recordingsFault = error;
      this.#transfer.leaveRecordings();
      this.#parts.log.debug(`The rest of this run is without recordings: ${error.message}`);
    }
  }

  /** The operations that this run still does: for the others nothing may count as settled. */
  #operations(): readonly Operation[] {
    const { operations, subject } = this.#transfer;
    return this.#recordingsFault === undefined ? operations : operations.filter((operation) => operation === subject);
  }

  /** To be called when everything of the window is settled. */
  async #moveCheckpoints(window: Window): Promise<void> {
    for (const operation of this.#operations()) {
      const before = this.#checkpoints.get(operation);
      const asked = window.to === undefined ? this.#now : later(before?.asked ?? beginningOfTime, window.to);
      // What ended after the window has neighbours that only the next one brings, and what lies in the future of a clock
      // that was set back is yet to come.
      const through = earlier(later(before?.through ?? beginningOfTime, this.#newestEnd), asked);
      const checkpoint = { through, asked };
      await this.#parts.state.saveCheckpoint(operation, checkpoint);
      this.#checkpoints.set(operation, checkpoint);
    }
  }

  /** Asks by their ids for the pending sessions that no report of this run had. */
  async #askPending(): Promise<void> {
    const lsids = this.#pending.lsids().filter((lsid) => !this.#seen.has(lsid));
    for await (const asked of askById(lsids, this.#seen, (selection) => this.#readReport(selection))) {
      await this.#settle();
      for (const lsid of asked) if (!this.#seen.has(lsid)) await this.#noteVanished(lsid);
    }
    for (const operation of this.#transfer.operations) {
      const unsettled = this.#recorder.unsettled(operation);
      const open = this.#pending.of(operation).filter((lsid) => this.#seen.has(lsid) && !unsettled.has(lsid));
      this.#tally.pending(operation, open.length);
    }
  }

  /** A session that was to be asked for and that the appliance no longer knows: said, counted, and in the end put aside. */
  async #noteVanished(lsid: string): Promise<void> {
    const { state } = this.#parts;
    const message = `Session ${lsid} is not delivered yet and the appliance no longer reports it`;
    const hint = 'It may have been deleted on the appliance.';
    for (const operation of this.#pending.operationsOf(lsid)) {
      const error = new ItemError(message, { code: sessionVanished, hint });
      const key = sessionItemKey(this.#job.site.host, operation, lsid);
      let [known] = await state.failed([key]);
      if (!known?.quarantined) {
        [known] = await state.recordFailures([{ operation, key, code: error.code, message, permanent: false }]);
        this.#tally.failed(operation, error);
      }
      if (known?.quarantined) await this.#pending.remove(operation, [lsid]);
    }
    this.#parts.log.warn(message);
  }
}

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b;
}

function later(a: Date, b: Date): Date {
  return a > b ? a : b;
}
