import type { LogLine } from '@integration-client/core/application';
import type { LogLevel } from '@integration-client/core/log/log-line';
import { logLevels } from '@integration-client/core/log/log-line';
import { type Command, Option } from 'commander';
import type { CliContext } from '../context.js';
import { wholeNumber } from '../numbers.js';

interface LogsOptions {
  readonly service?: boolean;
  readonly follow?: boolean;
  readonly level?: LogLevel;
  readonly lines: number;
}

/** `ic logs` */
export function addLogsCommand(program: Command, context: CliContext): void {
  program
    .command('logs')
    .summary('show the logs')
    .description('Shows the IC log: what commands did. With --service the service log: what the scheduler did.')
    .option('--service', 'the log of ic-host')
    .option('-f, --follow', 'go on with new lines, until Ctrl-C')
    .addOption(new Option('--level <level>', 'only lines of this level and graver').choices(logLevels))
    .option('-n, --lines <number>', 'newest lines to begin with', wholeNumber, 100)
    .addHelpText('after', '\nExamples:\n  ic logs --service --follow\n  ic logs --level error --lines 20')
    .action(async ({ service, follow, level, lines }: LogsOptions) => {
      const query = { log: service === true ? 'service' : 'ic', lines, follow: follow === true } as const;
      let isEmpty = true;
      const onEvent = (line: LogLine) => {
        isEmpty = false;
        context.output.answerLine(line, () => line.text);
      };
      await context.use((application) =>
        application.logs({ ...query, ...(level === undefined ? {} : { level }) }, { signal: context.signal, onEvent }),
      );
      if (isEmpty && follow !== true) {
        const what = level === undefined ? 'lines' : `lines of level ${level} or graver`;
        const other = service === true ? 'the log of commands: ic logs' : 'the log of ic-host: ic logs --service';
        context.output.message(`This log has no ${what}. There is also ${other}`);
      }
    });
}
