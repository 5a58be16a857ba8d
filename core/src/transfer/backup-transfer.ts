import type { ApplianceNow } from './appliance-time.js';
import type { Delivery } from './delivery.js';
import { backupItemKey } from './item-key.js';
import type { TransferJob, TransferParts } from './job.js';
import type { Recorder } from './recorder.js';
import { BackupDownload } from './stream-item.js';
import type { Tally } from './tally.js';

/** Has the appliance make a backup and delivers it. One that fails is not tried again later: the next run makes a newer one. */
export async function deliverBackup(
  job: TransferJob,
  parts: TransferParts,
  tools: {
    readonly delivery: Delivery;
    readonly recorder: Recorder;
    readonly tally: Tally;
    readonly applianceNow: ApplianceNow;
  },
): Promise<void> {
  const { appliance, signal } = parts;
  if (appliance === undefined) throw new TypeError('a backup cannot be taken without the appliance');
  const { name, host, product } = job.site;
  const takenAt = wholeSecond(await tools.applianceNow(appliance));
  const site = { name, host, product: appliance.product ?? product ?? 'RS' };
  const fetch = (openSignal: AbortSignal) => appliance.backup(job.backupPassword, openSignal);
  const item = new BackupDownload(backupItemKey(host, takenAt), takenAt, site, fetch, signal);
  await tools.delivery.each([item], 1, async (delivered) => {
    if ('receipt' in delivered) return tools.recorder.note(delivered);
    tools.tally.failed(item.operation, delivered.error);
    parts.log.error(`${item.key}: ${delivered.error.message}`);
  });
  await tools.recorder.flush();
}

function wholeSecond(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 1000) * 1000);
}
