import type { BackfillReport } from '@integration-client/core/application';
import { type Operation, operations } from '@integration-client/sdk';
import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { day } from '../days.js';
import { showRun } from '../run-report.js';
import { collect, collectOperation } from '../setting-values.js';
import { timeText } from '../text.js';

interface BackfillOptions {
  readonly from: string;
  readonly to: string;
  readonly site?: readonly string[];
  readonly destination?: readonly string[];
  readonly operation?: readonly Operation[];
  readonly schedule?: string;
}

const examples = `
What is not named is taken from the schedules. Sites, destinations and operations that are all named need no schedule.

Examples:
  ic backfill --from 2026-01-01 --to 2026-03-31
  ic backfill --from 2026-01-01 --to 2026-01-31 --schedule Nightly
  ic backfill --from 2026-01-01 --to 2026-01-31 --site Example --destination Archive --operation sessions`;

/** `ic backfill` */
export function addBackfillCommand(program: Command, context: CliContext): void {
  program
    .command('backfill')
    .summary('deliver what is missing of days that have passed')
    .description(
      'Delivers the sessions that began in a range of days, with what belongs to them, as far as they were not delivered ' +
        'before. The checkpoints of schedules stay where they are. The range is gone through week by week: what was ' +
        'interrupted goes on where it was when the same command is given again.',
    )
    .requiredOption('--from <date>', 'first day (YYYY-MM-DD, in the time zone of the settings)', day)
    .requiredOption('--to <date>', 'last day, which is part of it', day)
    .option('--site <name>', 'a site; may be given several times', collect)
    .option('--destination <name>', 'a destination; may be given several times', collect)
    .option(
      '--operation <name>',
      `a type of data, may be given several times: ${operations.filter((name) => name !== 'site-backups').join(', ')}`,
      collectOperation,
    )
    .option('--schedule <name>', 'what this schedule moves')
    .addHelpText('after', examples)
    .action(async ({ from, to, site, destination, operation, schedule }: BackfillOptions) => {
      const request = {
        from,
        to,
        ...(site === undefined ? {} : { sites: site }),
        ...(destination === undefined ? {} : { destinations: destination }),
        ...(operation === undefined ? {} : { operations: operation }),
        ...(schedule === undefined ? {} : { schedule }),
      };
      const report = await showRun(context, (call) =>
        context.use((application) => application.backfill(request, call)),
      );
      tellWhere(report, context);
    });
}

function tellWhere({ transfers }: BackfillReport, { output }: CliContext): void {
  for (const { site, destination, resumed, through } of transfers) {
    const way = `${site} to ${destination}`;
    if (resumed !== undefined) output.message(`${way}: went on at ${timeText(resumed)}`);
    if (through !== undefined) {
      output.message(`${way}: complete up to ${timeText(through)}; give the same command again to go on from there`);
    }
  }
}
