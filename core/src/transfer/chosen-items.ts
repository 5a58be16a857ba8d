import { ItemError, type Operation, type SessionHeader } from '@integration-client/sdk';
import { askById } from './ask-by-id.js';
import type { DocumentTransfer, Treatment } from './document-transfer.js';
import { recordingsOf } from './due-recordings.js';
import { sessionVanished } from './failure-codes.js';
import { parseItemKey, sessionItemKey } from './item-key.js';
import type { TransferJob, TransferParts } from './job.js';
import { keepUnsettled } from './keep-unsettled.js';
import type { Recorder } from './recorder.js';
import type { Tally } from './tally.js';

/** Delivers exactly the items of some keys, whether they were delivered before or not. No checkpoint moves. */
export class ChosenItems {
  readonly #transfer: DocumentTransfer;
  readonly #job: TransferJob;
  readonly #parts: TransferParts;
  readonly #recorder: Recorder;
  readonly #tally: Tally;
  readonly #keys: ReadonlySet<string>;
  /** Ids of the sessions that answers had, well-formed or not. */
  readonly #seen = new Set<string>();
  /** Keys of which a report said something. */
  readonly #reported = new Set<string>();
  readonly #treatment: Treatment;

  constructor(
    transfer: DocumentTransfer,
    keys: readonly string[],
    job: TransferJob,
    parts: TransferParts,
    tools: { readonly recorder: Recorder; readonly tally: Tally },
  ) {
    this.#transfer = transfer;
    this.#job = job;
    this.#parts = parts;
    this.#recorder = tools.recorder;
    this.#tally = tools.tally;
    this.#keys = new Set(keys);
    this.#treatment = {
      again: true,
      wants: (key) => this.#keys.has(key),
      isReady: () => true,
      onOpen: async () => {},
      onHandled: (headers) => this.#setHandled(headers),
      onMalformed: (lsid) => this.#seen.add(lsid),
    };
  }

  /** Asks for the sessions of the items by their ids. What the appliance no longer has is said, and counted as failed. */
  async run(): Promise<void> {
    const { appliance, signal } = this.#parts;
    if (appliance === undefined) throw new TypeError('items cannot be asked for without the appliance');
    const items = this.#askable();
    for (const operation of this.#transfer.operations) this.#tally.expect(operation, this.#keys.size);
    const asking = askById([...items.keys()], this.#seen, async (selection) => {
      const entries = await appliance.report(this.#transfer.subject, selection, signal);
      if (entries !== undefined) await this.#transfer.readReport(entries, this.#treatment);
    });
    for await (const asked of asking) {
      await this.#transfer.deliverRecordings();
      await keepUnsettled(this.#transfer, this.#recorder, this.#parts);
      for (const item of asked.flatMap((lsid) => items.get(lsid) ?? [])) this.#checkReported(item);
    }
  }

  /** The items by the ids of their sessions. */
  #askable(): Map<string, AskableItem[]> {
    const items = new Map<string, AskableItem[]>();
    for (const key of this.#keys) {
      const { host, operation, lsid } = parseItemKey(key) ?? {};
      if (operation === undefined || !this.#transfer.operations.includes(operation)) continue;
      if (lsid !== undefined && host === this.#job.site.host.toLowerCase()) {
        items.set(lsid, [...(items.get(lsid) ?? []), { key, operation, lsid }]);
      } else {
        this.#fail(operation, `${this.#job.site.host} cannot be asked for ${key}`, {
          code: 'item-not-askable',
          hint: 'It has no readable id, or the site had another host when it came. Forget it: ic quarantine drop',
        });
      }
    }
    return items;
  }

  #setHandled(headers: readonly SessionHeader[]): void {
    const { host } = this.#job.site;
    for (const header of headers) {
      this.#seen.add(header.lsid);
      this.#reported.add(sessionItemKey(host, this.#transfer.subject, header.lsid));
      for (const { key } of recordingsOf(host, header, this.#transfer.operations)) this.#reported.add(key);
    }
  }

  #checkReported({ key, operation, lsid }: AskableItem): void {
    if (this.#reported.has(key)) return;
    const hasCome = this.#reported.has(sessionItemKey(this.#job.site.host, this.#transfer.subject, lsid));
    // A session that came and is not well-formed has been counted already.
    if (this.#seen.has(lsid) && !hasCome) return;
    const what = hasCome ? `the recording ${key}` : `session ${lsid}`;
    this.#fail(operation, `The appliance no longer has ${what}`, {
      code: sessionVanished,
      hint: 'It may have been deleted on the appliance.',
    });
  }

  /** Counts in this run alone: what the appliance does not have is no new failure of the item. */
  #fail(operation: Operation, message: string, options: { readonly code: string; readonly hint: string }): void {
    this.#tally.failed(operation, new ItemError(message, options));
    this.#parts.log.warn(message);
  }
}

interface AskableItem {
  readonly key: string;
  readonly operation: Operation;
  readonly lsid: string;
}
