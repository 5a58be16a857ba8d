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

/** An item that a run would deliver. */
export interface PreviewedItem {
  readonly operation: Operation;
  readonly key: string;
  /** What the destination would call it, before conflicts with what is there are handled. Absent: it gives no names. */
  readonly name?: string;
  /** Absent: the appliance tells only when it is fetched. */
  readonly bytes?: number;
}

/** What a transfer would do. In the counts, `delivered` is what it would deliver, and `bytes` what is known of its size. */
export interface TransferPreview extends TransferReport {
  /** The first of the items; the counts hold all of them. */
  readonly items: readonly PreviewedItem[];
}

/** What a run of a schedule would do. */
export interface PreviewReport extends RunReport {
  readonly transfers: readonly TransferPreview[];
}

/** All counts of a run together. */
export function totalOf({ transfers }: Pick<RunReport, 'transfers'>): OperationCounts {
  const total = { delivered: 0, unchanged: 0, failed: 0, pending: 0, bytes: 0 };
  for (const counts of transfers.flatMap((transfer) => Object.values(transfer.operations))) {
    total.delivered += counts.delivered;
    total.unchanged += counts.unchanged;
    total.failed += counts.failed;
    total.pending += counts.pending;
    total.bytes += counts.bytes;
  }
  return total;
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
  /** Of what is done in parts, such as the weeks of a backfill: which part, counted from 1, and how many there are. */
  readonly part?: { readonly number: number; readonly of: number };
  /** How the transfer ended: stands in the last that is told of it. */
  readonly outcome?: Outcome;
}
