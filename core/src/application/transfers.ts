import type { Operation } from '@integration-client/sdk';
import type { RunReport, TransferReport } from '../run.js';

/** What the API Tester moves. */
export interface TesterRequest {
  /** From sites: all of them times all destinations. */
  readonly sites: readonly string[];
  readonly destinations: readonly string[];
  readonly operations: readonly Operation[];
  /** Which sessions: by the day they began (YYYY-MM-DD, in the time zone of the settings) and so many days, or one by its id. Neither: the last day. */
  readonly start?: string;
  readonly days?: number;
  readonly lsid?: string;
  /** "Process Sessions With No End Time". */
  readonly openSessions?: boolean;
  /** Report files to read in place of asking a site; `sites` names the one they are of, unless there is only one. */
  readonly xmlFiles?: readonly string[];
}

/** What a backfill delivers. What is not named is taken from the schedules. */
export interface BackfillRequest {
  /** First and last day, YYYY-MM-DD, in the time zone of the settings. */
  readonly from: string;
  readonly to: string;
  /** The name of one schedule. Absent: all. */
  readonly schedule?: string;
  readonly sites?: readonly string[];
  readonly destinations?: readonly string[];
  readonly operations?: readonly Operation[];
}

/** What a backfill did on one way. Times are ISO 8601, UTC. */
export interface BackfilledTransfer extends TransferReport {
  /** Where it went on, as it was interrupted before. */
  readonly resumed?: string;
  /** Up to where it is complete, when it did not come to its end. */
  readonly through?: string;
}

/** What a backfill did. */
export interface BackfillReport extends RunReport {
  /** When its first day began and its last one ends. ISO 8601, UTC. */
  readonly from: string;
  readonly to: string;
  readonly transfers: readonly BackfilledTransfer[];
}
