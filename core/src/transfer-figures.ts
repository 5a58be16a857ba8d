import type { Operation } from '@integration-client/sdk';

/** From where to where. */
interface Places {
  readonly site: string;
  readonly destination: string;
}

/** What the settings database knows of transfers, in numbers. */
export interface TransferFigures {
  /** When a run last delivered everything that was due. */
  readonly successes: readonly (Places & { readonly schedule: string; readonly time: Date })[];
  /** Up to when the appliance was asked completely, in its own time. */
  readonly checkpoints: readonly (Places & { readonly operation: Operation; readonly asked: Date })[];
  /** Items that failed, set aside or to be tried again; what was dropped does not count. */
  readonly failed: readonly (Places & {
    readonly operation: Operation;
    readonly quarantined: boolean;
    readonly count: number;
  })[];
  /** Sessions that have not ended, or of which something failed. */
  readonly pending: readonly (Places & { readonly operation: Operation; readonly count: number })[];
}
