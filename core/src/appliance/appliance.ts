import type { Readable } from 'node:stream';
import type { Product, RecordingOperation } from '@integration-client/sdk';
import type { ReportEntry } from '../report/report.js';

/** What `get_api_info` says. */
export interface ApplianceInfo {
  readonly apiVersion?: string;
  /** The appliance's clock when it answered. */
  readonly time?: Date;
  /** The names of the permissions the account has: `perm_reporting_support`, `perm_backup`. */
  readonly permissions: readonly string[];
}

/** Which sessions to report: closed ones that ended in a span, all that began in it, or those named. */
export type ReportSelection =
  | { readonly by: 'end' | 'start'; readonly from: Date /** Whole seconds; 0: until now. */; readonly seconds: number }
  | { readonly by: 'lsid'; readonly lsids: readonly string[] };

/** What a report can be of. */
export type ReportSubject = 'sessions' | 'presentations';

/** A recording to fetch. */
export interface RecordingRequest {
  readonly operation: RecordingOperation;
  readonly lsid: string;
  readonly instance?: number;
}

/** Bytes on their way. The stream fails when they are cut short or are not what they should be. */
export interface Content {
  readonly stream: Readable;
  /** Bytes, where announced. */
  readonly size?: number;
  /** Bytes that have come so far. */
  received(): number;
}

/**
 * One site, asked. Its errors are the sdk's: `UnreachableError` (no connection), `RetryableError` (5xx, 429, a body cut
 * short or that is not what was asked for), `ConfigError` (login refused, permission missing), `ItemError` (this recording is gone).
 */
export interface Appliance {
  /** Requests sent so far; those for tokens are the account's, which others share. */
  readonly requests: number;
  /** Known once a report answered with a list, or when it was given from the start. */
  readonly product: Product | undefined;
  info(signal: AbortSignal): Promise<ApplianceInfo>;
  /** Resolves to nothing when nothing matched. */
  report(
    subject: ReportSubject,
    selection: ReportSelection,
    signal: AbortSignal,
  ): Promise<AsyncIterable<ReportEntry> | undefined>;
  recording(request: RecordingRequest, signal: AbortSignal): Promise<Content>;
  /** Takes a backup, protected by the password where one is given. */
  backup(password: string | undefined, signal: AbortSignal): Promise<Content>;
  close(): Promise<void>;
}

/** What a request carries to prove who asks. */
export type Credentials =
  | { readonly type: 'bearer'; readonly token: string }
  | { readonly type: 'user'; readonly username: string; readonly password: string };

/** What an answer says of the account's limits. */
export interface RateReading {
  readonly limit?: number;
  readonly remaining?: number;
  /** True for HTTP 429. */
  readonly refused: boolean;
  /** Seconds, where the appliance says so. */
  readonly retryAfter?: number;
}

/**
 * The door that every request of one account goes through, whichever process sends it: it shares one token and keeps to
 * the account's limits.
 */
export interface AccountGate {
  /** Waits until a request may be sent, and answers what it has to carry. Throws ConfigError when the secret is refused. */
  enter(): Promise<Credentials>;
  /** Says that this token was answered with 401, and answers a new one. */
  renew(rejectedToken: string): Promise<Credentials>;
  observe(reading: RateReading): Promise<void>;
}
