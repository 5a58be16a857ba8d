import type { Call } from '@integration-client/core/application';
import { previewSummary } from '@integration-client/core/preview-summary';
import type { PreviewReport, Progress, TransferPreview } from '@integration-client/core/run';
import { operationTitles } from '@integration-client/sdk';
import type { CliContext } from './context.js';
import { exitCodeOfOutcome } from './exit-code.js';
import { nothingRun, problemLines, watchRun } from './run-report.js';
import { bytesText, oneLine, table } from './text.js';

/** Finds out what a run would do, with a view of its progress, and tells it. The exit code is by the outcome. */
export async function showPreview(
  context: CliContext,
  preview: (call: Call<Progress>) => Promise<PreviewReport>,
): Promise<void> {
  const report = await watchRun(context, preview);
  context.output.answer(report, () => (report.transfers.length === 0 ? nothingRun : previewText(report)));
  for (const line of problemLines(report)) context.output.message(line);
  context.exitCode = exitCodeOfOutcome(report.outcome);
}

function previewText(report: PreviewReport): string {
  return [...report.transfers.map(transferText), previewSummary(report)].join('\n\n');
}

function transferText(transfer: TransferPreview): string {
  const { site, destination, outcome, items, operations } = transfer;
  const due = Object.values(operations).reduce((sum, { delivered }) => sum + delivered, 0);
  const rows = items.map(({ operation, name, key, bytes }) => [
    operationTitles[operation],
    bytes === undefined ? 'unknown' : bytesText(bytes),
    name ?? key,
  ]);
  return [
    `${oneLine(`${site} to ${destination}`)}: ${outcome}`,
    ...(rows.length > 0 ? indented(table(['DATA', 'SIZE', 'NAME'], rows)) : []),
    ...(rows.length === 0 && outcome === 'done' ? ['  nothing is due'] : []),
    ...(due > items.length ? [`  and ${due - items.length} more`] : []),
  ].join('\n');
}

function indented(text: string): string[] {
  return text.split('\n').map((line) => `  ${line}`);
}
