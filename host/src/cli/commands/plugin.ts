import type { PluginView } from '@integration-client/core/application';
import { operations } from '@integration-client/sdk';
import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { UsageError } from '../errors.js';
import { details } from '../plugin-details.js';
import { table } from '../text.js';
import { addPluginCreateCommand } from './plugin-create.js';
import { addPluginInstallCommands } from './plugin-install.js';
import { addPluginTestCommand } from './plugin-test.js';

/** `ic plugin` */
export function addPluginCommand(program: Command, context: CliContext): void {
  const plugin = program
    .command('plugin')
    .summary('the plugins that destinations use')
    .description('The plugins that destinations use: those that come with the client, and those in HOME/plugins.')
    .addHelpText(
      'after',
      '\nExamples:\n  ic plugin list\n  ic plugin show filesystem\n  ic plugin install ./my-archive\n  ic plugin create my-archive',
    );
  plugin
    .command('list')
    .description('List all plugins; where one cannot be loaded, why.')
    .action(async () => {
      const plugins = await context.use((application) => application.plugins({}));
      context.output.answer(plugins, () => list(plugins));
      for (const { name, problem } of plugins) {
        if (problem === undefined) continue;
        context.output.message(`warning: ${name}: ${problem.message}`);
        if (problem.hint !== undefined) context.output.message(`hint: ${problem.hint}`);
      }
    });
  plugin
    .command('show <name>')
    .description('Show what a plugin takes, and its settings.')
    .action(async (name: string) => {
      const plugins = await context.use((application) => application.plugins({}));
      const found = plugins.find((each) => each.name === name);
      if (found === undefined) throw new UsageError(`There is no plugin named "${name}"`, 'See all: ic plugin list');
      context.output.answer(found, () => details(found));
    });
  addPluginTestCommand(plugin, context);
  addPluginInstallCommands(plugin, context);
  addPluginCreateCommand(plugin, context);
}

function list(plugins: readonly PluginView[]): string {
  return table(
    ['NAME', 'VERSION', 'API', 'ORIGIN', 'STATE', 'USED BY', 'TAKES'],
    plugins.map((plugin) => [
      plugin.name,
      plugin.version,
      plugin.apiVersion ?? '',
      plugin.origin,
      plugin.state === 'ok' ? 'ok' : plugin.state.toUpperCase(),
      plugin.usedBy.join(', '),
      plugin.operations.length === operations.length ? 'everything' : plugin.operations.join(', '),
    ]),
  );
}
