import type { Operation } from '@integration-client/sdk';

/** How a transfer, or a whole run, ended. */
export type Outcome =
  /** Everything that was due is delivered. */
  | 'done'
  /** Some items failed or are in quarantine; the rest is delivered. */
  | 'partial'
  /** The site or the destination could not be reached. */
  | 'unreachable'
  /** The site or the destination refused: wrong secret, missing right, settings that do not work. */
  | 'refused'
  /** Stopped by a person or by the service's end. */
  | 'interrupted'
  /** The client or a plugin itself failed: the run does not count as run. */
  | 'failed';

const byBadness: readonly Outcome[] = ['interrupted', 'failed', 'refused', 'unreachable', 'partial', 'done'];

/** A whole is as good as its worst part; `done` where it has none. */
export function worstOutcome(outcomes: readonly Outcome[]): Outcome {
  return byBadness.find((each) => outcomes.includes(each)) ?? 'done';
}

/** What was done for one operation. */
export interface OperationCounts {
  /** Items stored or replaced. */
  readonly delivered: number;
  /** Items that were there already. */
  readonly unchanged: number;
  /** Items that failed in this run, quarantined or to be tried again. */
  readonly failed: number;
  /** Sessions that have not ended yet. */
  readonly pending: number;
  /** Bytes stored. */
  readonly bytes: number;
}

/** A message for people, with what to do. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** What one transfer did. */
export interface TransferReport {
  readonly site: string;
  readonly destination: string;
  readonly outcome: Outcome;
  readonly operations: Readonly<Partial<Record<Operation, OperationCounts>>>;
  /** Attempts of deliveries that failed, by the error's code, those that went well at last too. Absent: it never began. */
  readonly failedAttempts?: Readonly<Record<string, number>>;
  /** HTTP requests sent to the appliance, without those for tokens. */
  readonly requests: number;
  /** What went wrong, the first of each kind; how many more is in the counts. */
  readonly problems: readonly Problem[];
}

/** What one run of a schedule, or of the API Tester, did. */
export interface RunReport {
  /** The schedule's name; absent for the API Tester. */
  readonly schedule?: string;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly finished: string;
  readonly outcome: Outcome;
  readonly transfers: readonly TransferReport[];
}

/** How far a running transfer is; sent a few times a second. */
export interface Progress {
  /** Absent where a destination is verified: what it holds is from all sites. */
  readonly site?: string;
  readonly destination: string;
  /** What is being moved, or verified, now. */
  readonly operation: Operation;
  /** Items delivered, or verified, so far, and bytes of them. */
  readonly items: number;
  readonly bytes: number;
  /** Items known to be due, where that is known. */
  readonly total?: number;
  /** The item in hand when it is large: its name, the bytes so far and its size where announced. */
  readonly current?: { readonly name: string; readonly bytes: number; readonly size?: number };
  /** Bytes so far of all items in hand, which several can be at once. */
  readonly arriving?: number;
  /** How the transfer ended: stands in the last that is told of it. */
  readonly outcome?: Outcome;
}
