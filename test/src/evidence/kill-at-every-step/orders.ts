import type { Configuration } from '@integration-client/core/configuration';
import type { TransferReport } from '@integration-client/core/run';
import type { Operation } from '@integration-client/sdk';

/** What a process is told to do. */
export interface Order {
  /** The home directory. */
  readonly home: string;
  /** Makes the home, where it is not there yet, and gives it these settings. */
  readonly configuration?: Configuration;
  /** Transfers these between the one site and the one destination of the settings. */
  readonly operations?: readonly Operation[];
  /** The step at which the process kills itself, counted from 1. Absent: it does not. */
  readonly killAt?: number;
}

/** What became of an order. */
export type Outcome =
  | { readonly kind: 'done'; readonly steps: number; readonly report?: TransferReport }
  | { readonly kind: 'failed'; readonly error: string }
  /** `step`: where. */
  | { readonly kind: 'killed'; readonly step: string };
