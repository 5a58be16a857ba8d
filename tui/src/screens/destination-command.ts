import { isDeepStrictEqual } from 'node:util';
import type { DestinationSettings } from '@integration-client/core/configuration';
import { secretSettings } from '@integration-client/core/configuration-file/secret-settings';
import { isReference } from '@integration-client/core/secrets/reference';
import type { SettingsSchema } from '@integration-client/sdk';
import { commandText, valueText } from '../command-text.js';

type Settings = Readonly<Record<string, unknown>>;

/** The command that makes of a destination what it shall be. @param before absent: it is a new one */
export function destinationCommand(
  before: DestinationSettings | null,
  after: DestinationSettings,
  schema: SettingsSchema,
): string {
  const { name, plugin, enabled } = after;
  const options = settingOptions(before?.settings ?? {}, after.settings, new Set(secretSettings(schema)));
  const save = ['ic', 'destination', ...(before === null ? ['add', name, '--plugin', plugin] : ['edit', name])];
  const toggle = ['ic', 'destination', enabled ? 'enable' : 'disable', name];
  const commands = [
    ...(before === null || options.length > 0 ? [[...save, ...options]] : []),
    ...(enabled === (before?.enabled ?? true) ? [] : [toggle]),
  ];
  return commands.map(commandText).join(' && ');
}

/** A secret is given as a reference, or over standard input. */
function settingOptions(before: Settings, after: Settings, secrets: ReadonlySet<string>, path = ''): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name): string[] => {
    const place = path + name;
    const value = after[name];
    if (value === undefined) return ['--unset', place];
    if (isDeepStrictEqual(before[name], value)) return [];
    if (isGroup(value)) return settingOptions(isGroup(before[name]) ? before[name] : {}, value, secrets, `${place}.`);
    if (secrets.has(place) && !isReference(String(value))) return ['--set-secret', place];
    return ['--set', `${place}=${valueText(value)}`];
  });
}

function isGroup(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null;
}
