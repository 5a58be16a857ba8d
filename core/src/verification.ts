import type { Operation } from '@integration-client/sdk';
import type { Outcome, Problem, RunReport } from './run.js';

/** What is to be compared: receipts, with what the destinations hold. */
export interface VerifyRequest {
  /** What came from these sites. Absent: from all. */
  readonly sites?: readonly string[];
  /** Absent: all that are enabled. */
  readonly destinations?: readonly string[];
  /** Absent: all. */
  readonly operations?: readonly Operation[];
  /** Deliver again what is missing. */
  readonly repair?: boolean;
}

/** How many deliveries are what. */
export interface VerifyCounts {
  readonly checked: number;
  /** What the receipts say. */
  readonly intact: number;
  /** Not there. */
  readonly missing: number;
  /** Something else is there. */
  readonly changed: number;
  /** Not there, as the destination's own settings keep only so much. */
  readonly released: number;
  /** What lies there without a delivery. Absent where that was not looked for: it takes all sites and operations, and a plugin that can tell. */
  readonly extra?: number;
}

/** Something that is not what a receipt says. */
export interface Finding {
  readonly what: 'missing' | 'changed' | 'released' | 'extra';
  /** As the receipt has it. */
  readonly location: string;
  /** The item's; absent for what has no delivery. */
  readonly site?: string;
  readonly operation?: Operation;
  readonly key?: string;
  /** Why it is still missing after a repair. */
  readonly reason?: string;
}

/** Of each kind so many findings are listed; the counts hold all of them. */
export const listedFindings = 1_000;

/** What was found at one destination. */
export interface DestinationVerification {
  readonly destination: string;
  /** `done`: everything is intact. `partial`: something is missing or changed. `unverifiable`: its plugin cannot compare. */
  readonly outcome: Outcome | 'unverifiable';
  readonly counts: VerifyCounts;
  readonly findings: readonly Finding[];
  /** What kept it from being compared. */
  readonly problem?: Problem;
  /** How many that were missing are there again. */
  readonly repaired?: number;
}

/** What was found at all destinations. */
export interface VerifyReport {
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly finished: string;
  /** The worst of the destinations that could be compared; `refused` where there is none. */
  readonly outcome: Outcome;
  readonly destinations: readonly DestinationVerification[];
  /** What was delivered again. */
  readonly repair?: RunReport;
}
