import { resolve } from 'node:path';
import type { TesterRequest } from '@integration-client/core/application';
import { type Operation, operations } from '@integration-client/sdk';
import { type Command, Option } from 'commander';
import type { CliContext } from '../context.js';
import { day } from '../days.js';
import { UsageError } from '../errors.js';
import { wholeNumber } from '../numbers.js';
import { showRun } from '../run-report.js';
import { collect, collectOperation } from '../setting-values.js';

interface TesterOptions {
  readonly site?: readonly string[];
  readonly destination?: readonly string[];
  readonly operation?: readonly Operation[];
  readonly start?: string;
  readonly days?: number;
  readonly lsid?: string;
  readonly openSessions?: boolean;
  readonly xml?: readonly string[];
}

const examples = `
Examples:
  ic tester --site Example --destination Archive --operation sessions --start 2026-01-31 --days 2
  ic tester --site Example --destination Archive --operation session-recordings --lsid 0123456789abcdef0123456789abcdef
  ic tester --site Example --destination Archive --operation sessions --xml report.xml`;

/** `ic tester` */
export function addTesterCommand(program: Command, context: CliContext): void {
  program
    .command('tester')
    .summary('move chosen data once (the API Tester)')
    .description(
      'Moves chosen data once, all sites times all destinations, and leaves the checkpoints of schedules alone. ' +
        'Without a selection: the sessions of the last day.',
    )
    .option('--site <name>', 'a site to pull from, or that report files are of; may be given several times', collect)
    .option('--destination <name>', 'a destination; may be given several times', collect)
    .option(
      `--operation <name>`,
      `a type of data, may be given several times: ${operations.join(', ')}`,
      collectOperation,
    )
    .option(
      '--start <date>',
      'sessions that began from this day on (YYYY-MM-DD, in the time zone of the settings)',
      day,
    )
    .option('--days <number>', 'for so many days (default with --start: 1)', wholeNumber)
    .addOption(new Option('--lsid <id>', 'one session by its id').conflicts(['start', 'days']))
    .option('--open-sessions', 'also sessions that have not ended')
    .addOption(
      new Option(
        '--xml <file...>',
        'report files, or files of single sessions, to read in place of asking a site',
      ).conflicts(['start', 'days', 'lsid']),
    )
    .addHelpText('after', examples)
    .action(async (options: TesterOptions) => {
      const request = requestOf(options);
      await showRun(context, (call) => context.use((application) => application.runTester(request, call)));
    });
}

function requestOf(options: TesterOptions): TesterRequest {
  const { site = [], destination = [], operation = [], start, days, lsid, openSessions, xml } = options;
  const missing = [
    ...(site.length === 0 && xml === undefined ? ['--site'] : []),
    ...(destination.length === 0 ? ['--destination'] : []),
    ...(operation.length === 0 ? ['--operation'] : []),
  ];
  if (missing.length > 0) throw new UsageError(`Missing: ${missing.join(', ')}`, 'See examples: ic tester --help');
  if (days !== undefined && start === undefined) throw new UsageError('--days needs --start');
  return {
    sites: site,
    destinations: destination,
    operations: operation,
    ...(start === undefined ? {} : { start, days: days ?? 1 }),
    ...(lsid === undefined ? {} : { lsid }),
    ...(openSessions === true ? { openSessions } : {}),
    // A running host has a working directory of its own.
    ...(xml === undefined ? {} : { xmlFiles: xml.map((file) => resolve(file)) }),
  };
}
