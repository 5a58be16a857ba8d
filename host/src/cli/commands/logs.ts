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
    .action(({ service, follow, level, lines }: LogsOptions) =>
      context.use((application) =>
        application.logs(
          {
            log: service === true ? 'service' : 'ic',
            lines,
            follow: follow === true,
            ...(level === undefined ? {} : { level }),
          },
          { signal: context.signal, onEvent: (line) => context.output.answerLine(line, () => line.text) },
        ),
      ),
    );
}
