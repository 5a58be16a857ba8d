import type { Destination, Logger, Operation, Product } from '@integration-client/sdk';
import type { Appliance } from '../appliance/appliance.js';
import type { Clock } from '../clock.js';
import type { Progress } from '../run.js';
import type { Deliver } from './decorators/deliver.js';
import type { Turns } from './decorators/limit.js';
import type { Seam } from './delivery-path.js';
import type { TransferState } from './state.js';

/** Which sessions a transfer is about. */
export type Selection =
  /** What is due by the checkpoint; the checkpoint moves. */
  | { readonly kind: 'due' }
  /** What began in a span, delivered whether it was delivered before or not; the checkpoint stays. */
  | { readonly kind: 'span'; readonly from: Date; readonly seconds: number; readonly openSessions: boolean }
  /** What began in a span and is not delivered yet; the checkpoint stays. */
  | { readonly kind: 'missing'; readonly from: Date; readonly seconds: number }
  /** One session, delivered whether it was delivered before or not; the checkpoint stays. */
  | { readonly kind: 'lsid'; readonly lsid: string }
  /** Exactly the items of these keys, likewise, also those of sessions without an end. For a job of one operation. */
  | { readonly kind: 'items'; readonly keys: readonly string[] }
  /** Sessions of report files on this machine, likewise. */
  | { readonly kind: 'files'; readonly files: readonly string[]; readonly openSessions: boolean };

/** What a transfer is to do: plain data that can be sent to a worker. */
export interface TransferJob {
  readonly site: { readonly name: string; readonly host: string; readonly product?: Product };
  readonly destination: string;
  readonly operations: readonly Operation[];
  readonly backupPassword?: string;
  readonly selection: Selection;
}

/** What a transfer works with. */
export interface TransferParts {
  /** Absent when report files are read and nothing has to be fetched. */
  readonly appliance?: Appliance;
  readonly destination: Destination;
  /** The name of its plugin, for messages. */
  readonly plugin?: string;
  /** How many deliveries the destination bears side by side. */
  readonly concurrency: number;
  readonly state: TransferState;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** In place of the way to the destination. */
  readonly deliver?: Deliver;
  /** Where deliveries wait for their turn. Absent: they need not. */
  readonly turns?: Turns;
  /** Comes between the concerns of a delivery, for tests. */
  readonly seam?: Seam;
}
