import { type Destination, type Item, isDocument, type Receipt } from '@integration-client/sdk';
import type { PreviewedItem, TransferPreview } from '../run.js';
import type { TransferJob, TransferParts } from './job.js';
import { PreviewState } from './preview-state.js';
import { runTransfer } from './run-transfer.js';

/** A preview lists so many items; it counts all. */
const listedItems = 1_000;

/**
 * Does all that a transfer does but deliver and remember: asks the appliance what is due, and tells what would be
 * delivered. Recordings and backups are not fetched, so that their sizes are not known. Never throws, as `runTransfer`.
 */
export async function previewTransfer(job: TransferJob, parts: TransferParts): Promise<TransferPreview> {
  const items: PreviewedItem[] = [];
  const deliver = async (some: readonly Item[]): Promise<readonly Receipt[]> =>
    some.map((item) => {
      const bytes = isDocument(item) ? item.xml.length : undefined;
      if (items.length < listedItems) items.push(previewed(item, bytes, parts.destination));
      return { outcome: 'stored', location: '', bytes: bytes ?? 0, sha256: '' };
    });
  const report = await runTransfer(job, { ...parts, state: new PreviewState(parts.state), deliver });
  return { ...report, items };
}

function previewed(item: Item, bytes: number | undefined, destination: Destination): PreviewedItem {
  const name = destination.nameOf?.(item);
  return {
    operation: item.operation,
    key: item.key,
    ...(name === undefined ? {} : { name }),
    ...(bytes === undefined ? {} : { bytes }),
  };
}
