import type { PluginView } from '@integration-client/core/application';
import type { SettingProperty } from '@integration-client/sdk';
import { oneLine, wrap } from './text.js';

/** A plugin with all that its destinations can be set to. */
export function details(plugin: PluginView): string {
  const { name, displayName, version, settings } = plugin;
  const head = [
    oneLine(`${displayName} (${name} ${version}), in ${plugin.path}`),
    ...(plugin.operations.length === 0 ? [] : [wrap(`Takes ${plugin.operations.join(', ')}`)]),
    ...(plugin.usedBy.length === 0 ? [] : [wrap(`Used by ${plugin.usedBy.join(', ')}`)]),
    ...(plugin.source === undefined ? [] : [oneLine(`Installed from ${plugin.source}`)]),
    ...(plugin.hash === undefined ? [] : [`SHA-256 ${plugin.hash}`]),
    ...(plugin.problem === undefined ? [] : [oneLine(`Cannot be used: ${plugin.problem.message}`)]),
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
