import type { SessionHeader } from '@integration-client/sdk';

/** One session of a report, or one presentation. */
export interface ReportedSession {
  readonly kind: 'session';
  readonly header: SessionHeader;
  /** The element's own bytes, exactly as they stand in the report. */
  readonly bytes: Buffer;
  /** Where they begin in the report, in bytes. */
  readonly position: number;
  /**
   * The bytes as a document of their own: XML declaration, then the element. Declarations of prefixes that it uses and
   * that stand on the report's root are added to its start tag; nothing else is changed.
   */
  document(): Buffer;
}

/** A piece of a report that is not well-formed XML, or has no lsid. The rest of the report is not affected. */
export interface MalformedSession {
  readonly kind: 'malformed';
  readonly bytes: Buffer;
  readonly position: number;
  /** What is wrong, for people: "line 3: </b> closes <a>". */
  readonly reason: string;
  /** Where it could be made out. */
  readonly lsid?: string;
}

/** What a report holds: sound sessions, and pieces that are none. */
export type ReportEntry = ReportedSession | MalformedSession;

/** A report as the appliance answered it. */
export type Report =
  | {
      readonly kind: 'list';
      /** Local name of the root: `session_list`. */
      readonly root: string;
      /** Namespace of the root, as sent. */
      readonly namespace?: string;
      /** In the report's order, as the bytes arrive. Throws a RetryableError when the report ends before its root closes. */
      readonly entries: AsyncIterable<ReportEntry>;
    }
  /** HTTP 200 with an `<error>` as the root. */
  | { readonly kind: 'error'; readonly text: string; readonly namespace?: string };
