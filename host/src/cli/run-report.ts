import type { Call } from '@integration-client/core/application';
import {
  type Outcome,
  type Progress,
  type RunReport,
  type TransferReport,
  totalOf,
} from '@integration-client/core/run';
import { operations, operationTitles } from '@integration-client/sdk';
import type { CliContext } from './context.js';
import { exitCodeOfOutcome } from './exit-code.js';
import { createProgressView } from './progress.js';
import { bytesText, countText, durationText, oneLine, table } from './text.js';

/** What follows from an outcome. */
const meanings: Partial<Record<Outcome, string>> = {
  partial: 'What failed is listed by: ic quarantine list',
  interrupted: 'Nothing is lost: the next run goes on from here.',
};

/** Of a schedule without a transfer that takes part. */
export const nothingRun = 'Nothing was run: every site or destination of the schedule is disabled.';

/**
 * Runs something with a view of its progress, and tells what was delivered. The exit code is by the outcome.
 * @param nothing what is said when there was no transfer at all
 */
export async function showRun<Report extends RunReport>(
  context: CliContext,
  run: (call: Call<Progress>) => Promise<Report>,
  nothing = nothingRun,
): Promise<Report> {
  const report = await watchRun(context, run);
  context.output.answer(report, () => (report.transfers.length === 0 ? nothing : runText(report)));
  for (const line of problemLines(report)) context.output.message(line);
  const meaning = meanings[report.outcome];
  if (meaning !== undefined) context.output.message(meaning);
  context.exitCode = exitCodeOfOutcome(report.outcome);
  return report;
}

/** Runs something with a view of its progress. */
export async function watchRun<Report>(
  context: CliContext,
  run: (call: Call<Progress>) => Promise<Report>,
): Promise<Report> {
  const view = await createProgressView(context.environment.stderr);
  try {
    return await run({ signal: context.signal, onEvent: (progress) => view.show(progress) });
  } finally {
    view.stop();
  }
}

/** What went wrong, transfer by transfer; a hint that several problems share stands once, after them. */
export function problemLines({ transfers }: RunReport): string[] {
  return transfers.flatMap(({ site, destination, problems }) =>
    problems.flatMap(({ message, hint }, index) => [
      `error: ${site} to ${destination}: ${message}`,
      ...(hint === undefined || hint === problems[index + 1]?.hint ? [] : [`hint: ${hint}`]),
    ]),
  );
}

function runText(report: RunReport): string {
  const { delivered, unchanged, failed, pending, bytes } = totalOf(report);
  const what = [
    `${countText(delivered, 'item')} delivered (${bytesText(bytes)})`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(pending > 0 ? [`${countText(pending, 'session')} still in progress`] : []),
    ...(delivered + unchanged + failed + pending === 0 && report.outcome === 'done' ? ['nothing was found'] : []),
  ];
  const name = report.schedule === undefined ? '' : `${oneLine(report.schedule)}: `;
  const took = durationText(Date.parse(report.finished) - Date.parse(report.started));
  return `${transferTable(report.transfers)}\n\n${name}${report.outcome} in ${took}: ${what.join(', ')}`;
}

/** A line for each transfer with its outcome, below it its operations. */
function transferTable(transfers: readonly TransferReport[]): string {
  const headings = ['', 'DELIVERED', 'UNCHANGED', 'FAILED', 'PENDING', 'SIZE'];
  const rows = transfers.map(({ operations: counts }) =>
    operations.flatMap((operation) => {
      const count = counts[operation];
      if (count === undefined) return [];
      const { delivered, unchanged, failed, pending, bytes } = count;
      return [[`  ${operationTitles[operation]}`, delivered, unchanged, failed, pending, bytesText(bytes)]];
    }),
  );
  const [heading = '', ...lines] = table(headings, rows.flat()).split('\n');
  return [
    ...(lines.length === 0 ? [] : [heading]),
    ...transfers.flatMap(({ site, destination, outcome }, index) => [
      `${oneLine(`${site} to ${destination}`)}: ${outcome}`,
      ...lines.splice(0, rows[index]?.length ?? 0),
    ]),
  ].join('\n');
}
