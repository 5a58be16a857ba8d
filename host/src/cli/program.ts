import { Command, CommanderError, Option } from 'commander';
import { hostVersion } from '../version.js';
import type { CliContext, GlobalOptions } from './context.js';
import type { CliEnvironment } from './environment.js';
import { ExitCode } from './exit-code.js';
import type { TerminalUiOptions } from './terminal-ui.js';

type AddCommand = (program: Command, context: CliContext) => void;

/** Every command, in the order of the help text. Only the one that is called is loaded. */
const commands: Readonly<Record<string, { readonly summary: string; readonly load: () => Promise<AddCommand> }>> = {
  init: {
    summary: 'create the settings database and its key',
    load: async () => (await import('./commands/init.js')).addInitCommand,
  },
  apply: {
    summary: 'add and update what a file names',
    load: async () => (await import('./commands/apply.js')).addApplyCommand,
  },
  export: {
    summary: 'print all settings as a file for apply',
    load: async () => (await import('./commands/export.js')).addExportCommand,
  },
  site: {
    summary: 'the appliances that data comes from',
    load: async () => (await import('./commands/site.js')).addSiteCommand,
  },
  destination: {
    summary: 'the places that data goes to',
    load: async () => (await import('./commands/destination.js')).addDestinationCommand,
  },
  schedule: {
    summary: 'when data is moved, and which; run it now',
    load: async () => (await import('./commands/schedule.js')).addScheduleCommand,
  },
  status: {
    summary: 'what runs, what ran and what is due',
    load: async () => (await import('./commands/status.js')).addStatusCommand,
  },
  logs: { summary: 'show the logs', load: async () => (await import('./commands/logs.js')).addLogsCommand },
  tester: {
    summary: 'move chosen data once (the API Tester)',
    load: async () => (await import('./commands/tester.js')).addTesterCommand,
  },
  backfill: {
    summary: 'deliver what is missing of days that have passed',
    load: async () => (await import('./commands/backfill.js')).addBackfillCommand,
  },
  bundle: {
    summary: 'gather what somebody who helps needs to see',
    load: async () => (await import('./commands/bundle.js')).addBundleCommand,
  },
  completion: {
    summary: 'have a shell complete commands, options and names',
    load: async () => (await import('./commands/completion.js')).addCompletionCommand,
  },
  plugin: {
    summary: 'the plugins that destinations use',
    load: async () => (await import('./commands/plugin.js')).addPluginCommand,
  },
  quarantine: {
    summary: 'items that could not be delivered',
    load: async () => (await import('./commands/quarantine.js')).addQuarantineCommand,
  },
  notifications: {
    summary: 'mail about errors: set it up, test it, see what it has to tell',
    load: async () => (await import('./commands/notifications.js')).addNotificationsCommand,
  },
  settings: {
    summary: 'the settings database, and settings of the client itself',
    load: async () => (await import('./commands/settings.js')).addSettingsCommand,
  },
  service: {
    summary: 'the service of the operating system that runs the schedules',
    load: async () => (await import('./commands/service.js')).addServiceCommand,
  },
  verify: {
    summary: 'compare what was delivered with what the destinations hold',
    load: async () => (await import('./commands/verify.js')).addVerifyCommand,
  },
};

/**
 * Runs the command line, without the program's own name in front, and answers the exit code. Nothing is thrown: errors
 * are printed on standard error, and with `--json` as `{"error": …}` on standard output too.
 */
export async function runCli(argv: readonly string[], environment: CliEnvironment): Promise<number> {
  const program = createProgram(environment);
  const called = calledCommand(argv);
  let context: CliContext | undefined;
  let exitCode: number = ExitCode.done;
  try {
    context = await addCommands(program, environment, (name) => name === called);
    if (called === undefined && !argv.includes('--json')) {
      addTerminalUi(program, environment, (code) => {
        exitCode = code;
      });
    }
    await program.parseAsync(argv, { from: 'user' }).finally(() => context?.close());
    return environment.signal.aborted ? ExitCode.interrupted : (context?.exitCode ?? exitCode);
  } catch (error) {
    if (error instanceof CommanderError) return afterCommander(error, argv, environment);
    const { reportError } = await import('./report-error.js');
    return reportError(error, context ?? (await createContext(program, environment)));
  }
}

/** All commands with their options and arguments, as the help texts are made from them. */
export async function commandTable(environment: CliEnvironment): Promise<Command> {
  const program = createProgram(environment);
  await addCommands(program, environment, () => true);
  addTerminalUi(program, environment, () => undefined);
  return program;
}

/** Answers the context of the commands that are loaded; nothing where none is. */
async function addCommands(
  program: Command,
  environment: CliEnvironment,
  isLoaded: (name: string) => boolean,
): Promise<CliContext | undefined> {
  let context: CliContext | undefined;
  for (const [name, { summary, load }] of Object.entries(commands)) {
    if (isLoaded(name)) {
      context ??= await createContext(program, environment);
      (await load())(program, context);
    } else program.command(name).summary(summary);
  }
  return context;
}

/** Where the options stand that only `ic` without a command has. */
const terminalUiGroup = 'Terminal UI options:';

/** What `ic` does without a command. Its options are those of the program, and its help is the program's. */
function addTerminalUi(program: Command, environment: CliEnvironment, onEnd: (exitCode: number) => void): void {
  program
    .addOption(new Option('--ascii', 'signs of ASCII alone').helpGroup(terminalUiGroup))
    .addOption(new Option('--screen-reader', 'text for a screen reader').helpGroup(terminalUiGroup))
    .action(async ({ home, ...options }: GlobalOptions & TerminalUiOptions) => {
      const [{ openTerminalUi }, { resolveHome }] = await Promise.all([
        import('./terminal-ui.js'),
        import('@integration-client/core/home'),
      ]);
      onEnd(await openTerminalUi(resolveHome(home, environment.variables), environment, options));
    });
}

/** What Commander has to say it has said on standard error; it knows nothing of JSON. */
function afterCommander(
  { code, exitCode, message }: CommanderError,
  argv: readonly string[],
  environment: CliEnvironment,
): number {
  if (exitCode === 0) return ExitCode.done;
  const unknown = code === 'commander.help' ? unknownHelp(argv) : undefined;
  const missing = unknown === undefined ? 'the command is missing' : `there is no command '${unknown}'`;
  if (unknown !== undefined) environment.stderr.write(`error: ${missing}\n`);
  if (argv.includes('--json')) {
    const text = code === 'commander.help' ? missing : message.replace(/^error: /, '');
    const error = { name: 'UsageError', message: text, code: 'usage' };
    environment.stdout.write(`${JSON.stringify({ error })}\n`);
  }
  return ExitCode.usage;
}

async function createContext(program: Command, environment: CliEnvironment): Promise<CliContext> {
  const { CliContext } = await import('./context.js');
  return new CliContext(environment, () => program.opts());
}

function createProgram(environment: CliEnvironment): Command {
  return new Command('ic')
    .description(
      'Moves session data, recordings and backups from BeyondTrust appliances to files and databases. ' +
        'Without a command it opens the terminal UI.',
    )
    .usage('[options] [command]')
    .version(hostVersion(), '-V, --version', 'print the version')
    .option('--home <dir>', 'home directory (default: IC_HOME, else the place of this platform)')
    .option('--json', 'answer in JSON on standard output')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help of a command')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => environment.stdout.write(text),
      writeErr: (text) => environment.stderr.write(text),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError('(see the command with --help)')
    .exitOverride()
    .addHelpText('after', firstSteps);
}

const firstSteps = `
First steps: ic, and follow it. Or with commands, each command with --help:
  ic init
  ic site add Example --host support.example.com --client-id abc
  ic site test Example
  ic destination add Archive --plugin filesystem --set sessions.directory=/archive/sessions
  ic schedule add Often --every 5m --transfer '{ site: Example, destination: Archive, operations: [sessions] }'
  ic schedule run Often
  ic-host                      the service, which runs the schedules; or ic service install
Or write it all down in a file: ic apply -f ic.yaml

Exit codes: 0 done, 1 done in part or failed, 2 usage or settings, 3 appliance or destination unreachable,
4 no host running, 130 interrupted.`;

/** The first argument that names a command: `help site` calls `site`. */
function calledCommand(argv: readonly string[]): string | undefined {
  return wordsOf(argv).find((word) => word !== 'help');
}

/** What `help` was asked for, where a command is missing though its name is there. */
function unknownHelp(argv: readonly string[]): string | undefined {
  const words = wordsOf(argv);
  return words.includes('help') ? words[words.indexOf('help') + 1] : undefined;
}

/** The arguments that are neither options nor the value of one. */
function wordsOf(argv: readonly string[]): readonly string[] {
  return argv.filter((argument, index) => !argument.startsWith('-') && argv[index - 1] !== '--home');
}
