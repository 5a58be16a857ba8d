import type { DestinationVerification, Finding, VerifyReport } from '@integration-client/core/verification';
import { listedFindings } from '@integration-client/core/verification';
import { type Operation, operations } from '@integration-client/sdk';
import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { exitCodeOfOutcome } from '../exit-code.js';
import { createProgressView } from '../progress.js';
import { problemLines } from '../run-report.js';
import { collect, collectOperation } from '../setting-values.js';
import { countText, durationText, oneLine, table } from '../text.js';

interface VerifyOptions {
  readonly site?: readonly string[];
  readonly destination?: readonly string[];
  readonly operation?: readonly Operation[];
  readonly repair?: boolean;
}

const help = `
What may be found: intact, what the receipt says; missing; changed, something else is there; released, the destination keeps
only so much by its own settings; extra, it lies there without a delivery. Extra is looked for only without --site and
--operation, and is no fault.
Exit code: 0 nothing is missing or changed, 1 something is, 3 a destination or an appliance is unreachable.

Examples:
  ic verify
  ic verify --destination Archive --operation session-recordings
  ic verify --repair`;

/** `ic verify` */
export function addVerifyCommand(program: Command, context: CliContext): void {
  program
    .command('verify')
    .summary('compare what was delivered with what the destinations hold')
    .description('Compares every delivery with what its destination holds now. Changes nothing, but for --repair.')
    .option('--site <name>', 'only what came from this site; may be given several times', collect)
    .option('--destination <name>', 'only this destination; may be given several times (default: all enabled)', collect)
    .option(
      '--operation <name>',
      `only this type of data, may be given several times: ${operations.join(', ')}`,
      collectOperation,
    )
    .option('--repair', 'deliver again what is missing; what was changed is left as it is')
    .addHelpText('after', help)
    .action((options: VerifyOptions) => verify(context, options));
}

async function verify(context: CliContext, { site, destination, operation, repair }: VerifyOptions): Promise<void> {
  const request = {
    ...(site === undefined ? {} : { sites: site }),
    ...(destination === undefined ? {} : { destinations: destination }),
    ...(operation === undefined ? {} : { operations: operation }),
    ...(repair === true ? { repair } : {}),
  };
  const view = await createProgressView(context.environment.stderr);
  let report: VerifyReport;
  try {
    const call = { signal: context.signal, onEvent: view.show };
    report = await context.use((application) => application.verify(request, call));
  } finally {
    view.stop();
  }
  context.output.answer(report, () => reportText(report));
  for (const line of messages(report, repair === true)) context.output.message(line);
  context.exitCode = exitCodeOfOutcome(report.outcome);
}

function reportText(report: VerifyReport): string {
  const took = durationText(Date.parse(report.finished) - Date.parse(report.started));
  const checked = report.destinations.filter(({ outcome }) => outcome !== 'unverifiable');
  const sections = report.destinations.flatMap(findingSections);
  if (checked.length > 0) sections.push(countTable(checked));
  const total = checked.reduce((sum, { counts }) => sum + counts.checked, 0);
  sections.push(
    checked.length === 0
      ? 'Nothing was verified.'
      : `${report.outcome === 'done' ? 'intact' : report.outcome} in ${took}: ${countText(total, 'item')} checked`,
  );
  return sections.join('\n\n');
}

function countTable(destinations: readonly DestinationVerification[]): string {
  return table(
    ['DESTINATION', 'CHECKED', 'INTACT', 'MISSING', 'CHANGED', 'RELEASED', 'EXTRA'],
    destinations.map(({ destination, counts }) => {
      const { checked, intact, missing, changed, released, extra } = counts;
      return [destination, checked, intact, missing, changed, released, extra ?? 'not looked for'];
    }),
  );
}

/** What is not as it should be, kind by kind. What was released is only counted: it is what somebody wanted. */
function findingSections({ destination, counts, findings }: DestinationVerification): string[] {
  return (['missing', 'changed', 'extra'] as const).flatMap((what) => {
    const found = findings.filter((finding) => finding.what === what);
    if (found.length === 0) return [];
    const count = counts[what] ?? 0;
    const first = count > found.length ? `, the first ${listedFindings}` : '';
    return [[`${oneLine(destination)}, ${what} (${count}${first}):`, ...found.flatMap(findingLines)].join('\n')];
  });
}

function findingLines({ location, key, reason }: Finding): string[] {
  return [
    `  ${oneLine(location)}`,
    ...(key === undefined ? [] : [`    ${oneLine(key)}`]),
    ...(reason === undefined ? [] : [`    ${oneLine(reason)}`]),
  ];
}

function messages({ destinations, repair }: VerifyReport, repaired: boolean): string[] {
  const lines: string[] = [];
  for (const { destination, outcome, problem, repaired: count } of destinations) {
    if (outcome === 'unverifiable') lines.push(`${destination} cannot be verified: its plugin does not offer it`);
    if (problem !== undefined) lines.push(`error: ${destination}: ${problem.message}`);
    if (problem?.hint !== undefined) lines.push(`hint: ${problem.hint}`);
    if (count !== undefined) lines.push(`${destination}: ${countText(count, 'item')} delivered again`);
  }
  if (repair !== undefined) lines.push(...problemLines(repair));
  const any = (what: 'missing' | 'changed') => destinations.some(({ counts }) => counts[what] > 0);
  if (any('missing') && !repaired) lines.push('hint: Deliver again what is missing: ic verify --repair');
  if (any('changed')) {
    lines.push('hint: What was changed is never overwritten by --repair. To deliver a session again: ic tester --lsid');
  }
  return lines;
}
