import type { LogLine, LogQuery } from '@integration-client/core/application';
import type { LogLevel } from '@integration-client/core/log/log-line';
import { logLevels } from '@integration-client/core/log/log-line';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CliContext } from '../context.js';
import { wholeNumber } from '../numbers.js';
import { makeSure } from '../prompt.js';
import { bytesText } from '../text.js';

interface LogsOptions {
  readonly service?: boolean;
  readonly follow?: boolean;
  readonly level?: LogLevel;
  readonly since?: string;
  readonly grep?: string;
  readonly lines?: number;
}

const newestLines = 100;

/** `ic logs` */
export function addLogsCommand(program: Command, context: CliContext): void {
  const logs = program
    .command('logs')
    .summary('show the logs, or clear them')
    .description('Shows the IC log: what commands did. With --service the service log: what the scheduler did.')
    .option('--service', 'the log of ic-host')
    .option('-f, --follow', 'go on with new lines, until Ctrl-C')
    .addOption(new Option('--level <level>', 'only messages of this level and graver').choices(logLevels))
    .option('--since <time>', 'only messages from then on: 30m, 12h, 7d ago, or a time: 2026-03-01T08:00', sinceTime)
    .option('--grep <text>', 'only messages with this text, in capitals or not')
    .option(
      '-n, --lines <number>',
      `newest lines to begin with (default: ${newestLines}; all with --since)`,
      wholeNumber,
    )
    .addHelpText(
      'after',
      '\nExamples:\n  ic logs --service --follow\n  ic logs --service --level error --since 24h\n  ic logs --grep "disk full"\n  ic logs clear',
    )
    .action((options: LogsOptions) => show(options, context));
  logs
    .command('clear')
    .description('Takes away all lines of the IC log, or with --service of the service log.')
    .option('-y, --yes', 'do not ask')
    .action(async ({ yes }: { yes?: boolean }, { parent }: Command) => {
      // The option stands before or after the word.
      const log = parent?.opts<LogsOptions>().service === true ? 'service' : 'ic';
      const name = log === 'service' ? 'service log' : 'IC log';
      if (yes !== true) await makeSure(context.environment, `Clear the ${name}?`, 'cleared');
      const { bytes } = await context.use((application) => application.clearLog({ log }));
      context.output.answer({ cleared: log, bytes }, () => `Cleared the ${name}: ${bytesText(bytes)}.`);
    });
}

async function show({ service, follow, level, since, grep, lines }: LogsOptions, context: CliContext): Promise<void> {
  const newest = lines ?? (since === undefined ? newestLines : undefined);
  const query: LogQuery = {
    log: service === true ? 'service' : 'ic',
    follow: follow === true,
    ...(newest === undefined ? {} : { lines: newest }),
    ...(level === undefined ? {} : { level }),
    ...(since === undefined ? {} : { since }),
    ...(grep === undefined ? {} : { text: grep }),
  };
  let isEmpty = true;
  const onEvent = (line: LogLine) => {
    isEmpty = false;
    context.output.answerLine(line, () => line.text);
  };
  await context.use((application) => application.logs(query, { signal: context.signal, onEvent }));
  if (isEmpty && follow !== true) {
    const isAll = level === undefined && since === undefined && grep === undefined;
    const other = service === true ? 'the log of commands: ic logs' : 'the log of ic-host: ic logs --service';
    context.output.message(`This log has no ${isAll ? 'lines' : 'such messages'}. There is also ${other}`);
  }
}

const unitMilliseconds = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Reads a time, or how long ago it is, as ISO 8601. */
function sinceTime(text: string): string {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const time =
    count === undefined
      ? new Date(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00` : text)
      : new Date(Date.now() - Number(count) * unitMilliseconds[unit as keyof typeof unitMilliseconds]);
  if (Number.isNaN(time.getTime())) {
    throw new InvalidArgumentError('It must be 30m, 12h or 7d, or a time such as 2026-03-01 or 2026-03-01T08:00.');
  }
  return time.toISOString();
}
