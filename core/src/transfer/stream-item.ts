import type { Readable } from 'node:stream';
import type { BackupItem, ItemSite, Operation, Receipt, RecordingItem, SessionHeader } from '@integration-client/sdk';
import type { Appliance, Content } from '../appliance/appliance.js';
import type { DueRecording } from './due-recordings.js';

type Fetch = (signal: AbortSignal) => Promise<Content>;

/** An item that is downloaded while it is delivered: fetched when the destination opens it. */
export abstract class Download {
  abstract readonly key: string;
  abstract readonly operation: Operation;
  abstract readonly site: ItemSite;
  #content: Content | undefined;
  readonly #fetch: Fetch;
  readonly #signal: AbortSignal;

  constructor(fetch: Fetch, signal: AbortSignal) {
    this.#fetch = fetch;
    this.#signal = signal;
  }

  /** Starts the download anew. */
  async open(signal?: AbortSignal): Promise<Readable> {
    this.#content = undefined;
    const content = await this.#fetch(signal === undefined ? this.#signal : AbortSignal.any([this.#signal, signal]));
    this.#content = content;
    return content.stream;
  }

  /** Bytes, where announced. */
  get size(): number | undefined {
    return this.#content?.size;
  }

  /** Bytes that have come so far of the attempt under way. */
  get received(): number {
    return this.#content?.received() ?? 0;
  }

  /** Whether it was read to its proper end. */
  get isRead(): boolean {
    const { readableEnded = false, errored = null } = this.#content?.stream ?? {};
    return readableEnded && errored === null;
  }
}

/** A recording as it goes to a destination. */
export class RecordingDownload extends Download implements RecordingItem {
  readonly operation: RecordingItem['operation'];
  readonly key: string;
  readonly site: ItemSite;
  readonly session: SessionHeader;
  readonly instance?: number;
  /** The original client's default download format for every kind of recording. */
  readonly extension = 'm4v';
  readonly previous?: Receipt;
  /** As {@link DueRecording.content}. */
  readonly content: string;

  constructor(due: DueRecording, site: ItemSite, appliance: Appliance, signal: AbortSignal) {
    const request = { operation: due.operation, lsid: due.session.lsid, instance: due.instance };
    super((openSignal) => appliance.recording(request, openSignal), signal);
    this.operation = due.operation;
    this.key = due.key;
    this.site = site;
    this.session = due.session;
    this.content = due.content;
    if (due.instance !== undefined) this.instance = due.instance;
    if (due.previous !== undefined) this.previous = due.previous;
  }
}

/** A backup as it goes to a destination: the appliance makes it when the destination opens it. */
export class BackupDownload extends Download implements BackupItem {
  readonly operation = 'site-backups';
  readonly key: string;
  readonly site: ItemSite;
  readonly takenAt: Date;
  /** The appliance's own format, which only an appliance reads. */
  readonly extension = 'nsb';

  constructor(key: string, takenAt: Date, site: ItemSite, fetch: Fetch, signal: AbortSignal) {
    super(fetch, signal);
    this.key = key;
    this.takenAt = takenAt;
    this.site = site;
  }
}
