import type { PluginInspection, PluginStep } from '@integration-client/core/application';
import { nodeDisk } from '@integration-client/sdk';
import type { Command } from 'commander';
import { refusal } from '../../plugins/install/refusal.js';
import { resolveSource } from '../../plugins/install/source.js';
import type { CliContext } from '../context.js';
import { inspectionText } from '../inspection-text.js';
import { makeSure, requireTerminal } from '../prompt.js';

interface Confirmed {
  readonly yes?: boolean;
}

const installHelp = `
Nothing of the package but what makes it a plugin is installed, and none of its install scripts are run. What it is, where
it comes from and the hash of its code are shown first. A plugin runs with the rights of the account that runs the client:
install only what you trust. A newer version is installed over the old one; destinations keep their settings.

Examples:
  ic plugin install ./my-archive
  ic plugin install ./my-archive-1.2.0.tgz
  ic plugin install @team/my-archive@1.2.0 --yes`;

/** `ic plugin install`, `accept` and `remove` */
export function addPluginInstallCommands(plugin: Command, context: CliContext): void {
  plugin
    .command('install <source>')
    .description('Install a plugin from a folder, a tarball or the npm registry, or a newer version of it.')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', installHelp)
    .action(async (text: string, { yes }: Confirmed) => {
      if (yes !== true) requireTerminal(context.environment);
      const source = await resolveSource(text, process.cwd(), nodeDisk);
      const install = (hash?: string) =>
        context.use((application) =>
          application.installPlugin({ source, ...(hash === undefined ? {} : { hash }) }, call(context)),
        );
      if (yes === true) return done(context, await install(), true, 'Installed');
      const shown = await show(context, { source });
      await makeSure(context.environment, 'Install it?', 'installed');
      done(context, await install(shown.hash), false, 'Installed');
    });
  plugin
    .command('accept <name>')
    .description('Accept the code of a plugin that was put into HOME/plugins by hand, or was changed there.')
    .option('-y, --yes', 'do not ask')
    .action(async (installed: string, { yes }: Confirmed) => {
      if (yes !== true) requireTerminal(context.environment);
      const shown = await show(context, { installed });
      if (yes !== true) await makeSure(context.environment, 'Accept it?', 'accepted');
      const { hash } = shown;
      const accepted = await context.use((application) => application.acceptPlugin({ installed, hash }, call(context)));
      done(context, accepted, false, 'Accepted');
    });
  plugin
    .command('remove <name>')
    .description('Remove a plugin that no destination uses.')
    .option('-y, --yes', 'do not ask')
    .action(async (name: string, { yes }: Confirmed) => {
      if (yes !== true) await makeSure(context.environment, `Remove the plugin ${name}?`, 'removed');
      await context.use((application) => application.removePlugin({ installed: name }));
      context.output.answer({ removed: name }, () => `Removed the plugin ${name}.`);
    });
}

/** Shows a plugin on standard error. Throws ConfigError with everything that is wrong with it. */
async function show(
  context: CliContext,
  choice: { readonly source: string } | { readonly installed: string },
): Promise<PluginInspection> {
  const inspection = await context.use((application) => application.inspectPlugin(choice, call(context)));
  context.output.message(inspectionText(inspection));
  if (inspection.problems.length > 0) throw refusal(inspection);
  return inspection;
}

function done(context: CliContext, inspection: PluginInspection, isNew: boolean, what: string): void {
  const { plugin, packageName, version } = inspection;
  if (isNew) context.output.message(inspectionText(inspection));
  const name = plugin?.name ?? packageName;
  context.output.answer(
    inspection,
    () => `${what} the plugin ${name} ${version}. Its settings: ic plugin show ${name}`,
  );
}

function call(context: CliContext) {
  return { signal: context.signal, onEvent: ({ step }: PluginStep) => context.output.message(`${step} …`) };
}
