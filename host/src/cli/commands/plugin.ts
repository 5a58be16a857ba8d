import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { table } from '../text.js';

/** `ic plugin` */
export function addPluginCommand(program: Command, context: CliContext): void {
  const plugin = program
    .command('plugin')
    .summary('the plugins that destinations use')
    .description('The plugins that destinations use: those that come with the client, and those in HOME/plugins.');
  plugin
    .command('list')
    .description('List all plugins; where one cannot be loaded, why.')
    .action(async () => {
      const plugins = await context.use((application) => application.plugins({}));
      context.output.answer(plugins, () =>
        table(
          ['NAME', 'TITLE', 'VERSION', 'ORIGIN', 'STATE', 'OPERATIONS'],
          plugins.map(({ name, displayName, version, origin, problem, operations }) => [
            name,
            displayName,
            version,
            origin,
            problem === undefined ? 'ok' : 'FAILED',
            operations.join(', '),
          ]),
        ),
      );
      for (const { name, problem } of plugins) {
        if (problem === undefined) continue;
        context.output.message(`warning: ${name}: ${problem.message}`);
        if (problem.hint !== undefined) context.output.message(`hint: ${problem.hint}`);
      }
    });
}
