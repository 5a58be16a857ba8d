import { type RunReport, type TransferReport, totalOf } from '@integration-client/core/run';
import { bytesText, countText, durationText } from '@integration-client/core/text';
import { operations, operationTitles } from '@integration-client/sdk';
import { type Spans, stateSpan } from '../parts/line.js';
import { wrapText } from '../text-width.js';
import type { Theme } from '../theme.js';

/** What a run did, in one line without its first problem. */
export function runSummary(report: RunReport): string {
  const { delivered, unchanged, failed, pending, bytes } = totalOf(report);
  const took = durationText(Date.parse(report.finished) - Date.parse(report.started));
  return [
    `${report.outcome} in ${took}: ${countText(delivered, 'item')} delivered${bytes === 0 ? '' : ` (${bytesText(bytes)})`}`,
    ...(unchanged === 0 ? [] : [`${unchanged} there already`]),
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(pending === 0 ? [] : [`${countText(pending, 'session')} still in progress`]),
    ...(report.outcome === 'done' && delivered + unchanged + failed + pending === 0 ? ['nothing was found'] : []),
  ].join(', ');
}

/** What each transfer of a run did, and what went wrong. */
export function runLines({ transfers, outcome }: RunReport, theme: Theme, width: number): Spans[] {
  return [
    ...transfers.flatMap((transfer) => [...transferLines(transfer, theme, width)]),
    ...(outcome === 'partial'
      ? wrapText('What failed is in quarantine: Tools > Quarantine.', width).map((text) => ({ text }) as const)
      : []),
  ];
}

function transferLines(transfer: TransferReport, theme: Theme, width: number): Spans[] {
  const { site, destination, outcome, problems } = transfer;
  return [
    [stateSpan(theme, outcome), '  ', { text: `${site} to ${destination}`, bold: true }],
    ...countLines(transfer),
    ...problemSpans(problems, width),
  ];
}

/** What went wrong in a transfer, and what to do about it. */
export function problemSpans(problems: TransferReport['problems'], width: number): Spans[] {
  const indented = (text: string, tone: 'bad' | 'accent') =>
    wrapText(text, width - 2).map((line) => ({ text: `  ${line}`, tone }) as const);
  return problems.flatMap(({ message, hint }, index) => [
    ...indented(message, 'bad'),
    // A hint that several problems share stands once, after them.
    ...(hint === undefined || hint === problems[index + 1]?.hint ? [] : indented(hint, 'accent')),
  ]);
}

function countLines({ operations: counts }: TransferReport): Spans[] {
  return operations.flatMap((operation) => {
    const count = counts[operation];
    if (count === undefined) return [];
    const { delivered, unchanged, failed, pending, bytes } = count;
    const parts = [
      `${delivered} delivered${bytes === 0 ? '' : ` (${bytesText(bytes)})`}`,
      ...(unchanged === 0 ? [] : [`${unchanged} there already`]),
      ...(failed === 0 ? [] : [`${failed} failed`]),
      ...(pending === 0 ? [] : [`${pending} still in progress`]),
    ];
    return [`  ${operationTitles[operation]}: ${parts.join(', ')}`];
  });
}
