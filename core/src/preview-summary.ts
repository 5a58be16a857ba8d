import { type PreviewReport, totalOf } from './run.js';
import { bytesText, countText } from './text.js';

/** What a run would do, in one line. */
export function previewSummary(report: PreviewReport): string {
  const { delivered, unchanged, failed, pending, bytes } = totalOf(report);
  const items = report.transfers.flatMap((transfer) => transfer.items);
  // Of recordings and backups no size is known, of documents each.
  const isAllKnown = items.length === delivered && items.every((item) => item.bytes !== undefined);
  const what = [
    `${countText(delivered, 'item')} would be delivered (${isAllKnown ? '' : 'at least '}${bytesText(bytes)})`,
    ...(unchanged > 0 ? [`${countText(unchanged, 'item')} delivered already`] : []),
    ...(pending > 0 ? [`${countText(pending, 'session')} still in progress`] : []),
    ...(failed > 0 ? [`${countText(failed, 'item')} would fail`] : []),
  ];
  return `Dry run, nothing was stored: ${what.join(', ')}`;
}
