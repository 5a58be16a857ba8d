import type { ItemSite, PresentationItem, Receipt, Session, SessionHeader, SessionItem } from '@integration-client/sdk';
import { parseSession } from '../report/parse-session.js';
import type { ReportedSession } from '../report/report.js';

/** A session or presentation as it goes to a destination; its document is made when it is asked for. */
export class DocumentItem<O extends 'sessions' | 'presentations'> {
  readonly operation: O;
  readonly key: string;
  readonly site: ItemSite;
  readonly session: SessionHeader;
  /** SHA-256 of the appliance's bytes: tells whether the session changed since it was delivered. */
  readonly content: string;
  readonly previous?: Receipt;
  readonly #reported: ReportedSession;
  #xml: Buffer | undefined;

  constructor(
    operation: O,
    source: { key: string; site: ItemSite; content: string; previous?: Receipt },
    reported: ReportedSession,
  ) {
    this.operation = operation;
    this.key = source.key;
    this.site = source.site;
    this.session = reported.header;
    this.content = source.content;
    if (source.previous !== undefined) this.previous = source.previous;
    this.#reported = reported;
  }

  get xml(): Uint8Array {
    this.#xml ??= this.#reported.document();
    return this.#xml;
  }

  parse(): Session {
    return parseSession(this.xml, this.session);
  }
}

/** What a report's entry becomes: both kinds are made by {@link DocumentItem}. */
export type DocumentItems = (SessionItem | PresentationItem) & { readonly content: string };
