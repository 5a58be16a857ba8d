import { RetryableError } from '@integration-client/sdk';
import type { Session } from './connection.js';
import { lock } from './statements.js';

/** Takes a lock of this program until the transaction ends. Throws RetryableError `database-busy` when it is not to be had. */
export async function lockOrFail(session: Session, resource: string, mode: 'Exclusive' | 'Shared'): Promise<void> {
  const [row] = await session.run(lock(resource, mode));
  if (Number(row?.result) >= 0) return;
  throw new RetryableError(`another program holds the lock for ${resource} in the database (${row?.result})`, {
    code: 'database-busy',
    hint: 'Nothing to do: the delivery is repeated. Look for a transaction that stays open if it lasts.',
  });
}
