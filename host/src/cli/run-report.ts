import type { Call } from '@integration-client/core/application';
import type { Progress, RunReport } from '@integration-client/core/run';
import { type Operation, operations, operationTitles } from '@integration-client/sdk';
import type { CliContext } from './context.js';
import { exitCodeOfOutcome } from './exit-code.js';
import { createProgressView } from './progress.js';
import { bytesText, table } from './text.js';

/** Runs something with a view of its progress, and tells what was delivered. The exit code is by the outcome. */
export async function showRun(context: CliContext, run: (call: Call<Progress>) => Promise<RunReport>): Promise<void> {
  const view = await createProgressView(context.environment.stderr);
  let report: RunReport;
  try {
    report = await run({ signal: context.signal, onEvent: (progress) => view.show(progress) });
  } finally {
    view.stop();
  }
  context.output.answer(report, () => runText(report));
  for (const { site, destination, problems } of report.transfers) {
    for (const { message, hint } of problems) {
      context.output.message(`error: ${site} → ${destination}: ${message}`);
      if (hint !== undefined) context.output.message(`hint: ${hint}`);
    }
  }
  context.exitCode = exitCodeOfOutcome(report.outcome);
}

function runText(report: RunReport): string {
  const rows = report.transfers.flatMap(({ site, destination, outcome, operations: counts }) => {
    const moved = operations.filter((operation) => counts[operation] !== undefined);
    const names: readonly (Operation | undefined)[] = moved.length === 0 ? [undefined] : moved;
    return names.map((operation) => {
      const count = operation === undefined ? undefined : counts[operation];
      return [
        site,
        destination,
        operation === undefined ? '–' : operationTitles[operation],
        count?.delivered ?? 0,
        count?.unchanged ?? 0,
        count?.failed ?? 0,
        count?.pending ?? 0,
        bytesText(count?.bytes ?? 0),
        outcome,
      ];
    });
  });
  const headings = ['SITE', 'DESTINATION', 'DATA', 'DELIVERED', 'UNCHANGED', 'FAILED', 'PENDING', 'SIZE', 'OUTCOME'];
  const seconds = (Date.parse(report.finished) - Date.parse(report.started)) / 1000;
  return `${table(headings, rows)}\n\n${report.outcome} in ${seconds.toFixed(1)} s`;
}
