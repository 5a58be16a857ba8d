import type { DocumentTransfer } from './document-transfer.js';
import type { TransferParts } from './job.js';
import type { Recorder } from './recorder.js';

/**
 * Has the sessions asked for by their ids of which something failed that a person asked for, and is not aside: no run would
 * come across them.
 */
export async function keepUnsettled(
  transfer: DocumentTransfer,
  recorder: Recorder,
  { clock, state }: TransferParts,
): Promise<void> {
  const now = clock.now();
  for (const operation of transfer.operations) {
    const sessions = [...recorder.unsettled(operation).values()];
    await state.addPending(sessions.map(({ lsid, startTime }) => ({ operation, lsid, since: startTime ?? now })));
  }
}
