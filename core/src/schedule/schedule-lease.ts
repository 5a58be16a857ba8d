import { RetryableError } from '@integration-client/sdk';
import type { Lease } from '../store/lease.js';

/** The name of the lease of a schedule. */
export function leaseOf(schedule: string): string {
  return `schedule ${schedule}`;
}

/** Says that another program runs a schedule now. */
export function runsElsewhere(schedule: string): RetryableError {
  return new RetryableError(`The schedule "${schedule}" is running already, by another program`, {
    code: 'schedule-already-running',
    hint: 'Another ic-host or ic on the same settings database runs it: wait until it has ended.',
  });
}

/** Does something as long as a lease lasts, and gives it back. */
export async function underLease<T>(
  lease: Lease,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  try {
    return await work(AbortSignal.any([signal, lease.lost]));
  } finally {
    await lease.release();
  }
}
