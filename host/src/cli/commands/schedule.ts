import type { Period, ScheduleSettings } from '@integration-client/core/configuration';
import { describePeriod } from '@integration-client/core/schedule/period';
import type { Command } from 'commander';
import { parse } from 'yaml';
import type { CliContext } from '../context.js';
import { addEntry, addEntryCommands, applyEntry, entryToEdit } from '../entries.js';
import { UsageError } from '../errors.js';
import { showPreview } from '../preview-report.js';
import { showRun } from '../run-report.js';
import { collect } from '../setting-values.js';
import { table } from '../text.js';

interface ScheduleOptions {
  readonly every?: string;
  readonly at?: string;
  readonly transfer?: readonly string[];
  readonly disabled?: boolean;
}

const examples = `
Examples:
  ic schedule add "Every five minutes" --every 5m --transfer '{ site: Example, destination: Archive, operations: [sessions] }'
  ic schedule add Nightly --every 1d --at 02:00 --transfer '{ site: Example, destination: Archive, operations: [site-backups] }'
  ic schedule edit Nightly --at 03:30
  ic schedule run Nightly`;

/** `ic schedule` */
export function addScheduleCommand(program: Command, context: CliContext): void {
  const schedule = program
    .command('schedule')
    .summary('when data is moved, and which; run it now')
    .description('When data is moved, and which.')
    .addHelpText('after', examples);
  withOptions(schedule.command('add <name>').description('Add a schedule.'))
    .option('--disabled', 'do not run it yet')
    .addHelpText('after', examples)
    .action(async (name: string, options: ScheduleOptions) => {
      const missing = (['every', 'transfer'] as const).filter((option) => options[option] === undefined);
      if (missing.length > 0) {
        const names = missing.map((option) => `--${option}`).join(', ');
        throw new UsageError(`Missing: ${names}`, 'See examples: ic schedule add --help');
      }
      await addEntry(context, 'schedule', name, () => change({ enabled: options.disabled !== true }, options));
    });
  withOptions(schedule.command('edit <name>').description('Change a schedule; what is not given stays as it is.'))
    .addHelpText('after', examples)
    .action(async (name: string, options: ScheduleOptions) => {
      const entry = await entryToEdit(context, 'schedule', name);
      await applyEntry(context, 'schedule', { ...change(entry, options), name });
    });
  schedule
    .command('run <name>')
    .description('Run a schedule now: through the host when one runs, else here. Ctrl-C stops it cleanly.')
    .option('--dry-run', 'only tell what would be delivered: nothing is stored, and no checkpoint moves')
    .addHelpText('after', '\nExamples:\n  ic schedule run Nightly\n  ic schedule run Nightly --dry-run')
    .action(async (name: string, { dryRun }: { dryRun?: boolean }) => {
      if (dryRun === true) {
        await showPreview(context, (call) => context.use((application) => application.previewSchedule({ name }, call)));
      } else await showRun(context, (call) => context.use((application) => application.runSchedule({ name }, call)));
    });
  addEntryCommands(schedule, context, 'schedule', list);
}

function withOptions(command: Command): Command {
  return command
    .option('--every <period>', 'how often: 5m, 2h, 1d (1 minute to 7 days)')
    .option('--at <time>', 'time of day HH:MM in the time zone of the settings, for periods in days')
    .option(
      '--transfer <yaml>',
      'a transfer as in a settings file; may be given several times (edit: replaces all)',
      collect,
    );
}

function change(entry: Partial<ScheduleSettings>, options: ScheduleOptions): object {
  return {
    ...entry,
    ...(options.every === undefined && options.at === undefined
      ? {}
      : { every: period(entry.every, options.every, options.at) }),
    ...(options.transfer === undefined ? {} : { transfers: options.transfer.map(parseTransfer) }),
  };
}

/** A period from `--every` and `--at`, each of which alone changes only its part. Limits are checked with all settings. */
function period(existing: Period | undefined, every: string | undefined, at: string | undefined): object {
  const parsed = every === undefined ? existing : parsePeriod(every);
  if (at === undefined) {
    const keepsTime = parsed !== undefined && 'days' in parsed && existing !== undefined && 'days' in existing;
    return keepsTime ? { ...existing, ...parsed } : { ...parsed };
  }
  if (parsed !== undefined && 'days' in parsed) return { ...parsed, at };
  throw new UsageError('--at needs a period in days', 'Give for example --every 1d --at 02:00.');
}

function parsePeriod(text: string): Period {
  const match = /^(\d+)([mhd])$/.exec(text);
  if (match === null) throw new UsageError(`"${text}" is not a period`, 'Give minutes, hours or days: 5m, 2h, 1d.');
  const count = Number(match[1]);
  if (match[2] === 'm') return { minutes: count };
  return match[2] === 'h' ? { hours: count } : { days: count };
}

function parseTransfer(text: string): unknown {
  let transfer: unknown;
  try {
    transfer = parse(text, { logLevel: 'error' });
  } catch (error) {
    throw new UsageError(`--transfer cannot be read: ${(error as Error).message}`);
  }
  if (typeof transfer === 'object' && transfer !== null) return transfer;
  throw new UsageError(
    `"${text}" is not a transfer`,
    "Write it like '{ site: Example, destination: Archive, operations: [sessions] }'.",
  );
}

function list(schedules: readonly ScheduleSettings[]): string {
  return table(
    ['NAME', 'PERIOD', 'TRANSFERS', 'ENABLED'],
    schedules.map(({ name, every, transfers, enabled }) => [
      name,
      describePeriod(every),
      transfers.length,
      enabled ? 'yes' : 'no',
    ]),
  );
}
