import { isAbsolute } from 'node:path';
import { checkFileNameFormat } from '../file-name-format.js';
import type { NumberSetting, SettingProperty, SettingsSchema, StringSetting } from '../settings.js';

type Group = Readonly<Record<string, unknown>>;

/** What is wrong with settings by their schema, each with its path; never with a value, which may be a secret. */
export function settingsFaults(schema: SettingsSchema, settings: Group): readonly string[] {
  return groupFaults(schema, settings, '');
}

function groupFaults(
  { properties, required = [] }: Pick<SettingsSchema, 'properties' | 'required'>,
  settings: Group,
  prefix: string,
): readonly string[] {
  const missing = required.filter((name) => settings[name] === undefined).map((name) => `${prefix}${name} is missing`);
  const wrong = Object.entries(settings).flatMap(([name, value]) => {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property === undefined) return [`${prefix}${name} is not known`];
    return valueFaults(property, value, `${prefix}${name}`);
  });
  return [...missing, ...wrong];
}

function valueFaults(property: SettingProperty, value: unknown, path: string): readonly string[] {
  switch (property.type) {
    case 'object':
      if (typeof value !== 'object' || value === null) return [`${path} is no group`];
      return groupFaults(property, value as Group, `${path}.`);
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${path} is neither true nor false`];
    case 'string':
      return typeof value === 'string' ? textFaults(property, value, path) : [`${path} is no text`];
    default:
      return typeof value === 'number' ? numberFaults(property, value, path) : [`${path} is no number`];
  }
}

function textFaults({ enum: choices, minLength = 0, pattern, format }: StringSetting, text: string, path: string) {
  return [
    ...(choices === undefined || choices.includes(text) ? [] : [`${path} is none of ${choices.join(', ')}`]),
    ...(text.length >= minLength ? [] : [`${path} is shorter than ${minLength} characters`]),
    ...(pattern === undefined || new RegExp(pattern, 'u').test(text) ? [] : [`${path} does not match ${pattern}`]),
    ...(format !== 'absolute-path' || isAbsolute(text) ? [] : [`${path} is no absolute path`]),
    ...(format !== 'file-name-format' ? [] : checkFileNameFormat(text).map((fault) => `${path} ${fault}`)),
  ];
}

function numberFaults({ type, minimum, maximum }: NumberSetting, value: number, path: string) {
  return [
    ...(type === 'number' || Number.isInteger(value) ? [] : [`${path} is no whole number`]),
    ...(minimum === undefined || value >= minimum ? [] : [`${path} is less than ${minimum}`]),
    ...(maximum === undefined || value <= maximum ? [] : [`${path} is more than ${maximum}`]),
  ];
}
