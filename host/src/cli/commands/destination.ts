import type { DestinationSettings } from '@integration-client/core/configuration';
import type { Command } from 'commander';
import { testEntry } from '../check-report.js';
import type { CliContext } from '../context.js';
import { addEntry, addEntryCommands, applyEntry, entryToEdit } from '../entries.js';
import { UsageError } from '../errors.js';
import { SecretReader } from '../prompt.js';
import { collect, parseAssignment, removeByPath, setByPath } from '../setting-values.js';
import { table } from '../text.js';

interface DestinationOptions {
  readonly plugin?: string;
  readonly set?: readonly string[];
  readonly setSecret?: readonly string[];
  readonly unset?: readonly string[];
}

const examples = `
Examples:
  ic destination add Archive --plugin filesystem --set sessions.directory=/archive/sessions
  ic destination add Storage --plugin sqlite --set file=/archive/sessions.db
  ic destination edit Archive --set site-backups.directory=/archive/backups --set site-backups.retentionCount=7
  ic destination edit Archive --unset site-backups
  ic destination edit Warehouse --set-secret password < password.txt
  ic destination test Archive`;

/** `ic destination` */
export function addDestinationCommand(program: Command, context: CliContext): void {
  const destination = program
    .command('destination')
    .summary('the places that data goes to')
    .description('The places that data goes to: plugins with their settings.')
    .addHelpText('after', examples);
  withOptions(destination.command('add <name>').description('Add a destination.'))
    .addHelpText('after', examples)
    .action(async (name: string, options: DestinationOptions) => {
      if (options.plugin === undefined) throw new UsageError('--plugin is missing', 'See all plugins: ic plugin list');
      await addEntry(context, 'destination', name, () => change({ settings: {} }, options, context));
    });
  withOptions(destination.command('edit <name>').description('Change a destination; what is not given stays as it is.'))
    .option('--unset <path>', 'a setting, or a group of them, to take out; may be given several times', collect)
    .addHelpText('after', examples)
    .action(async (name: string, options: DestinationOptions) => {
      const entry = await entryToEdit(context, 'destination', name);
      await applyEntry(context, 'destination', { ...(await change(entry, options, context)), name });
    });
  destination
    .command('test <name>')
    .description('Test whether a destination can be used. Nothing is stored.')
    .action((name: string) => testEntry(context, 'destination', name));
  addEntryCommands(destination, context, 'destination', list);
}

function withOptions(command: Command): Command {
  return command
    .option('--plugin <name>', 'the plugin; see all: ic plugin list')
    .option('--set <path=value>', 'a setting; may be given several times; see all: ic plugin show PLUGIN', collect)
    .option(
      '--set-secret <path>',
      'a secret setting, from standard input or asked for; may be given several times',
      collect,
    );
}

async function change(
  entry: Pick<DestinationSettings, 'settings'>,
  options: DestinationOptions,
  context: CliContext,
): Promise<object> {
  const secrets = new SecretReader(context.environment);
  const settings = structuredClone(entry.settings) as Record<string, unknown>;
  for (const path of options.unset ?? []) removeByPath(settings, path);
  for (const assignment of options.set ?? []) {
    const { path, value } = parseAssignment(assignment);
    setByPath(settings, path, value);
  }
  for (const path of options.setSecret ?? []) setByPath(settings, path, await secrets.fromInput(path));
  return { ...entry, ...(options.plugin === undefined ? {} : { plugin: options.plugin }), settings };
}

function list(destinations: readonly DestinationSettings[]): string {
  return table(
    ['NAME', 'PLUGIN', 'ENABLED'],
    destinations.map(({ name, plugin, enabled }) => [name, plugin, enabled ? 'yes' : 'no']),
  );
}
