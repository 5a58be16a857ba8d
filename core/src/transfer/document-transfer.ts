import { createHash } from 'node:crypto';
import {
  ItemError,
  type ItemSite,
  type Operation,
  type Receipt,
  RetryableError,
  type SessionHeader,
} from '@integration-client/sdk';
import type { ReportSubject } from '../appliance/appliance.js';
import type { MalformedSession, ReportEntry, ReportedSession } from '../report/report.js';
import type { Delivery } from './delivery.js';
import { type DueRecording, recordingsOf } from './due-recordings.js';
import { neverHad, sessionNotWellFormed } from './failure-codes.js';
import { sessionItemKey, unreadableItemKey } from './item-key.js';
import type { TransferJob, TransferParts } from './job.js';
import { KeySet } from './key-set.js';
import type { Recorder } from './recorder.js';
import { DocumentItem, type DocumentItems } from './session-item.js';
import type { FailedItem, LedgerEntry } from './state.js';
import { RecordingDownload } from './stream-item.js';
import type { Tally } from './tally.js';

/** A batch of sessions holds at most so many, and so many bytes. */
export const batchSize = 200;
export const batchBytes = 2 * 1024 * 1024;

/** Recordings fetched side by side from one site. */
export const parallelDownloads = 8;

/** What the operations of a report's subject are. */
const subjectOperations: Readonly<Record<ReportSubject, readonly Operation[]>> = {
  sessions: ['sessions', 'session-recordings', 'command-shell-recordings', 'show-my-screen-recordings'],
  presentations: ['presentations', 'presentation-recordings'],
};

/** How sessions of a report are treated. */
export interface Treatment {
  /** Deliver also what the ledger says was delivered with the same content. */
  readonly again: boolean;
  /** Whether an item is meant, by its key. Absent: all of a session's items are. */
  readonly wants?: (key: string) => boolean;
  /** What to do with a session that has not ended: deliver it as it is, or set it apart. */
  readonly isReady: (header: SessionHeader) => boolean;
  /** Called with the sessions that are not ready. */
  readonly onOpen: (headers: readonly SessionHeader[]) => Promise<void>;
  /** Called with the sessions that were handled: their documents are delivered, or noted as failed. */
  readonly onHandled: (headers: readonly SessionHeader[]) => void;
  /** Called with the id of a session that is not well-formed, where it could be made out. */
  readonly onMalformed: (lsid: string) => void;
}

/** Takes reports apart and delivers what is in them: the documents at once, the recordings when the report has been read. */
export class DocumentTransfer {
  readonly subject: ReportSubject;
  readonly operations: readonly Operation[];
  readonly #job: TransferJob;
  readonly #parts: TransferParts;
  readonly #delivery: Delivery;
  readonly #recorder: Recorder;
  readonly #tally: Tally;
  /** By key: a session that stands in two reports announces its recordings twice. */
  #recordings = new Map<string, DueRecording>();
  #leavesRecordings = false;
  /** Keys that were counted since the recordings were last delivered: reports overlap, and each item counts once. */
  #counted = new KeySet();

  constructor(
    subject: ReportSubject,
    job: TransferJob,
    parts: TransferParts,
    tools: { readonly delivery: Delivery; readonly recorder: Recorder; readonly tally: Tally },
  ) {
    this.subject = subject;
    this.operations = subjectOperations[subject].filter((operation) => job.operations.includes(operation));
    this.#job = job;
    this.#parts = parts;
    this.#delivery = tools.delivery;
    this.#recorder = tools.recorder;
    this.#tally = tools.tally;
  }

  /** Delivers the documents of a report, and remembers the recordings that it announces. */
  async readReport(entries: AsyncIterable<ReportEntry>, treatment: Treatment): Promise<void> {
    let batch: ReportedSession[] = [];
    let bytes = 0;
    let handling = Promise.resolve();
    const broken: RetryableError[] = [];
    try {
      for await (const entry of untilBroken(entries, broken)) {
        this.#parts.signal.throwIfAborted();
        if (entry.kind === 'malformed') {
          await handling;
          await this.#setAside(entry, treatment.again);
          if (entry.lsid !== undefined) treatment.onMalformed(entry.lsid);
          continue;
        }
        batch.push(entry);
        bytes += entry.bytes.length;
        if (batch.length >= batchSize || bytes >= batchBytes) {
          await handling;
          handling = this.#handle(batch, treatment); // goes on while the next batch is read
          handling.catch(() => {});
          [batch, bytes] = [[], 0];
        }
      }
      await handling;
      await this.#handle(batch, treatment);
      if (broken[0] !== undefined) throw broken[0];
    } finally {
      await handling.catch(() => {}); // nothing may be under way once this has failed
    }
    await this.#recorder.flush();
  }

  /** From now on reports are read for their documents alone. */
  leaveRecordings(): void {
    this.#leavesRecordings = true;
    this.#recordings = new Map();
  }

  /** Fetches and delivers the recordings announced since the last call. */
  async deliverRecordings(): Promise<void> {
    const due = [...this.#recordings.values()];
    this.#recordings = new Map();
    this.#counted = new KeySet();
    const { appliance, signal } = this.#parts;
    if (due.length === 0 || appliance === undefined) return;
    this.#tally.expect(due[0]?.operation ?? 'session-recordings', due.length);
    const site = this.#site();
    const items = (function* () {
      for (const recording of due) yield new RecordingDownload(recording, site, appliance, signal);
    })();
    try {
      await this.#delivery.each<RecordingDownload>(items, parallelDownloads, (delivered) =>
        this.#recorder.note(delivered, delivered.item.content),
      );
    } finally {
      await this.#recorder.flush();
    }
  }

  async #handle(batch: readonly ReportedSession[], treatment: Treatment): Promise<void> {
    if (batch.length === 0) return;
    const newest = new Map(batch.map((session) => [session.header.lsid, session]));
    const ready: ReportedSession[] = [];
    const open: SessionHeader[] = [];
    for (const session of newest.values()) {
      if (treatment.isReady(session.header)) ready.push(session);
      else open.push(session.header);
    }
    if (open.length > 0) await treatment.onOpen(open);
    if (ready.length > 0) await this.#deliver(ready, treatment);
    treatment.onHandled(ready.map((session) => session.header));
  }

  async #deliver(sessions: readonly ReportedSession[], treatment: Treatment): Promise<void> {
    const known = await this.#known(sessions);
    if (!this.#leavesRecordings) this.#collectRecordings(sessions, known, treatment);
    const operation = this.subject;
    if (!this.operations.includes(operation)) return;
    const site = this.#site();
    const due: DocumentItems[] = [];
    for (const session of sessions) {
      const key = sessionItemKey(site.host, operation, session.header.lsid);
      if (treatment.wants?.(key) === false) continue;
      const content = sha256(session.bytes);
      const { delivered } = known.of(key);
      if (!treatment.again && this.#isSettled(operation, known, key, content)) continue;
      this.#counted.add(key);
      const previous = delivered === undefined ? {} : { previous: delivered.receipt };
      due.push(new DocumentItem(operation, { key, site, content, ...previous }, session) as DocumentItems);
    }
    try {
      await this.#delivery.batch(due, (delivered) => this.#recorder.note(delivered, delivered.item.content));
    } finally {
      await this.#recorder.flush();
    }
  }

  #collectRecordings(sessions: readonly ReportedSession[], known: Known, treatment: Treatment): void {
    for (const session of sessions) {
      for (const recording of recordingsOf(this.#job.site.host, session.header, this.operations)) {
        const { operation, key, content } = recording;
        if (this.#recordings.has(key) || treatment.wants?.(key) === false) continue;
        if (!treatment.again && this.#isSettled(operation, known, key, content)) continue;
        this.#recordings.set(key, withPrevious(recording, known.of(key).delivered?.receipt));
      }
    }
  }

  /** Whether nothing is to be done for an item in this run. */
  #isSettled(operation: Operation, known: Known, key: string, content: string): boolean {
    if (this.#recorder.hasFailed(key)) return true;
    const { delivered, failed } = known.of(key);
    const isAside = failed?.quarantined === true && !neverHad.has(failed.code);
    if (!isAside && delivered?.content !== content) return false;
    // What came damaged in between, and is now as it was delivered, has no failure left.
    if (!isAside && delivered !== undefined && failed !== undefined) this.#recorder.noteKnown(delivered);
    if (this.#counted.add(key)) this.#tally.unchanged(operation);
    return true;
  }

  async #known(sessions: readonly ReportedSession[]): Promise<Known> {
    const { host } = this.#job.site;
    const keys = sessions.flatMap(({ header }) => [
      sessionItemKey(host, this.subject, header.lsid),
      ...recordingsOf(host, header, this.operations).map((recording) => recording.key),
    ]);
    const [delivered, failed] = await Promise.all([this.#parts.state.delivered(keys), this.#parts.state.failed(keys)]);
    const ledger = new Map(delivered.map((entry) => [entry.key, entry]));
    const failures = new Map(failed.map((item) => [item.key, item]));
    return { of: (key) => ({ delivered: ledger.get(key), failed: failures.get(key) }) };
  }

  /** Puts aside what is not well-formed, with its bytes, unless it is there already and nobody asked for it. */
  async #setAside(entry: MalformedSession, again: boolean): Promise<void> {
    const { host } = this.#job.site;
    const operation = this.operations[0] ?? this.subject;
    const key =
      entry.lsid === undefined
        ? unreadableItemKey(host, operation, sha256(entry.bytes))
        : sessionItemKey(host, operation, entry.lsid);
    const [known] = await this.#parts.state.failed([key]);
    if (known?.quarantined && !again) return this.#tally.unchanged(operation);
    const what = entry.lsid === undefined ? 'A session' : `Session ${entry.lsid}`;
    const message = `${what} at byte ${entry.position} of the report is not well-formed XML: ${entry.reason}`;
    const error = new ItemError(message, {
      code: sessionNotWellFormed,
      hint: 'It is in quarantine with its bytes: ic quarantine list',
    });
    this.#recorder.noteFailure(
      { operation, key, code: error.code, message, permanent: true, payload: entry.bytes, position: entry.position },
      error,
    );
    await this.#recorder.flush();
  }

  #site(): ItemSite {
    const { name, host, product } = this.#job.site;
    return { name, host, product: this.#parts.appliance?.product ?? product ?? 'RS' };
  }
}

/** The entries that came whole: what breaks a report off is added to `broken`, so that they need not wait for the rest. */
async function* untilBroken(
  entries: AsyncIterable<ReportEntry>,
  broken: RetryableError[],
): AsyncGenerator<ReportEntry> {
  try {
    yield* entries;
  } catch (error) {
    if (!(error instanceof RetryableError)) throw error;
    broken.push(error);
  }
}

interface Known {
  of(key: string): { readonly delivered: LedgerEntry | undefined; readonly failed: FailedItem | undefined };
}

function withPrevious(recording: DueRecording, previous: Receipt | undefined): DueRecording {
  return previous === undefined ? recording : { ...recording, previous };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
