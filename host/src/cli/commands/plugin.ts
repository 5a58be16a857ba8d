import type { PluginView } from '@integration-client/core/application';
import { operations, type SettingProperty } from '@integration-client/sdk';
import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { UsageError } from '../errors.js';
import { oneLine, table, wrap } from '../text.js';

/** `ic plugin` */
export function addPluginCommand(program: Command, context: CliContext): void {
  const plugin = program
    .command('plugin')
    .summary('the plugins that destinations use')
    .description('The plugins that destinations use: those that come with the client, and those in HOME/plugins.')
    .addHelpText('after', '\nExamples:\n  ic plugin list\n  ic plugin show filesystem');
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
}

function list(plugins: readonly PluginView[]): string {
  return table(
    ['NAME', 'TITLE', 'VERSION', 'ORIGIN', 'STATE', 'TAKES'],
    plugins.map((plugin) => [
      plugin.name,
      plugin.displayName,
      plugin.version,
      plugin.origin,
      plugin.problem === undefined ? 'ok' : 'FAILED',
      plugin.operations.length === operations.length ? 'everything' : plugin.operations.join(', '),
    ]),
  );
}

function details({ name, displayName, version, path, operations: takes, settings }: PluginView): string {
  const head = [
    `${oneLine(`${displayName} (${name} ${version})`)}, in ${oneLine(path)}`,
    wrap(`Takes ${takes.join(', ')}`),
  ];
  const lines = settings === undefined ? [] : settingLines(settings, '', new Set());
  return [...head, ...(lines.length === 0 ? [] : ['', 'Settings, for ic destination add --set:', '', ...lines])].join(
    '\n',
  );
}

interface Group {
  readonly properties: Readonly<Record<string, SettingProperty>>;
  readonly required?: readonly string[];
}

/** `told`: the descriptions that stand there already; settings of different operations share them. */
function settingLines({ properties, required = [] }: Group, prefix: string, told: Set<string>): string[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    const path = `${prefix}${name}`;
    if (property.type === 'object') return settingLines(property, `${path}.`, told);
    const line = oneLine(`${path}: ${kindOf(property)}${defaultOf(property, required.includes(name))}`);
    const { description } = property;
    if (description === undefined || told.has(description)) return [line];
    told.add(description);
    return [line, wrap(oneLine(description), '    ')];
  });
}

function kindOf(property: Exclude<SettingProperty, { readonly type: 'object' }>): string {
  if (property.type === 'boolean') return 'true or false';
  if (property.type === 'string') {
    if (property.secret === true) return 'secret, for --set-secret';
    return property.enum === undefined ? (property.format?.replaceAll('-', ' ') ?? 'text') : property.enum.join(' | ');
  }
  const { type, minimum, maximum } = property;
  const limits = [
    ...(minimum === undefined ? [] : [`from ${minimum}`]),
    ...(maximum === undefined ? [] : [`to ${maximum}`]),
  ];
  return [type === 'integer' ? 'whole number' : 'number', ...limits].join(' ');
}

function defaultOf(property: Exclude<SettingProperty, { readonly type: 'object' }>, required: boolean): string {
  if (required) return ', required';
  return property.default === undefined ? '' : `, default ${property.default}`;
}
