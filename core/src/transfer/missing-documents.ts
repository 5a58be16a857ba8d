import type { Appliance } from '../appliance/appliance.js';
import type { ApplianceNow } from './appliance-time.js';
import type { DocumentTransfer } from './document-transfer.js';
import { pendingLimit } from './due-documents.js';
import type { TransferJob, TransferParts } from './job.js';
import { keepUnsettled } from './keep-unsettled.js';
import type { Recorder } from './recorder.js';
import type { Tally } from './tally.js';

/**
 * Delivers what began in a span and is not delivered yet. No checkpoint moves. Sessions without an end are treated as by
 * schedules: left out, and counted, until they are so old that they are delivered as they are.
 */
export async function deliverMissing(
  transfer: DocumentTransfer,
  span: { readonly from: Date; readonly seconds: number },
  appliance: Appliance,
  job: TransferJob,
  parts: TransferParts,
  tools: { readonly recorder: Recorder; readonly tally: Tally; readonly applianceNow: ApplianceNow },
): Promise<void> {
  const now = await tools.applianceNow(appliance);
  const entries = await appliance.report(transfer.subject, { by: 'start', ...span }, parts.signal);
  if (entries === undefined) return;
  const { product } = appliance;
  if (product !== undefined && product !== job.site.product) await parts.state.saveProduct(product);
  await transfer.readReport(entries, {
    again: false,
    isReady: ({ startTime, endTime }) =>
      endTime !== undefined || (startTime !== undefined && now.getTime() - startTime.getTime() > pendingLimit),
    onOpen: async (headers) => {
      for (const operation of transfer.operations) tools.tally.pending(operation, headers.length);
    },
    onHandled: () => {},
    onMalformed: () => {},
  });
  await transfer.deliverRecordings();
  await keepUnsettled(transfer, tools.recorder, parts);
}
