import type { Readable } from 'node:stream';
import type { BackupItem, ItemSite, Receipt, RecordingItem, SessionHeader } from '@integration-client/sdk';
import type { Appliance, Content } from '../appliance/appliance.js';
import type { DueRecording } from './due-recordings.js';

type Fetch = (signal: AbortSignal) => Promise<Content>;

/** Opens a download, and knows how far it is. */
class Download {
  #content: Content | undefined;
  readonly #fetch: Fetch;
  readonly #signal: AbortSignal;

  constructor(fetch: Fetch, signal: AbortSignal) {
    this.#fetch = fetch;
    this.#signal = signal;
  }

  async open(signal?: AbortSignal): Promise<Readable> {
    const content = await this.#fetch(signal === undefined ? this.#signal : AbortSignal.any([this.#signal, signal]));
    this.#content = content;
    return content.stream;
  }

  get size(): number | undefined {
    return this.#content?.size;
  }

  /** Bytes that have come so far of the attempt under way. */
  get received(): number {
    return this.#content?.received() ?? 0;
  }
}

/** A recording as it goes to a destination: fetched when the destination opens it. */
export class RecordingDownload implements RecordingItem {
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
  readonly #download: Download;

  constructor(due: DueRecording, site: ItemSite, appliance: Appliance, signal: AbortSignal) {
    this.operation = due.operation;
    this.key = due.key;
    this.site = site;
    this.session = due.session;
    this.content = due.content;
    if (due.instance !== undefined) this.instance = due.instance;
    if (due.previous !== undefined) this.previous = due.previous;
    const request = { operation: due.operation, lsid: due.session.lsid, instance: due.instance };
    this.#download = new Download((openSignal) => appliance.recording(request, openSignal), signal);
  }

  get size(): number | undefined {
    return this.#download.size;
  }

  get received(): number {
    return this.#download.received;
  }

  open(signal?: AbortSignal): Promise<Readable> {
    return this.#download.open(signal);
  }
}

/** A backup as it goes to a destination: the appliance makes it when the destination opens it. */
export class BackupDownload implements BackupItem {
  readonly operation = 'site-backups';
  readonly key: string;
  readonly site: ItemSite;
  readonly takenAt: Date;
  /** The appliance's own format, which only an appliance reads. */
  readonly extension = 'nsb';
  readonly #download: Download;

  constructor(key: string, takenAt: Date, site: ItemSite, fetch: Fetch, signal: AbortSignal) {
    this.key = key;
    this.takenAt = takenAt;
    this.site = site;
    this.#download = new Download(fetch, signal);
  }

  get size(): number | undefined {
    return this.#download.size;
  }

  get received(): number {
    return this.#download.received;
  }

  open(signal?: AbortSignal): Promise<Readable> {
    return this.#download.open(signal);
  }
}

/** An item that is downloaded while it is delivered. */
export type DownloadItem = RecordingDownload | BackupDownload;
