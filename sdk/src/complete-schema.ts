import type { SettingsSchema } from './settings.js';

type Loose = Readonly<Record<string, unknown>>;

/**
 * Settings with what any JSON Schema may leave out and the host's forms and checks need: `additionalProperties: false` in
 * every group, and a title, which is the name. What has a default need not be given, so it is not required. What has another
 * shape stays as it is, for the host to refuse.
 */
export function completeSchema(settings: SettingsSchema): SettingsSchema {
  return completeGroup(settings) as SettingsSchema;
}

function completeGroup(group: unknown): unknown {
  if (!isLoose(group)) return group;
  const { properties, required } = group;
  const closed = { ...group, additionalProperties: group.additionalProperties ?? false };
  if (!isLoose(properties)) return closed;
  return {
    ...closed,
    properties: Object.fromEntries(Object.entries(properties).map(completeSetting)),
    ...(Array.isArray(required) && { required: required.filter((name) => !hasDefault(properties[name])) }),
  };
}

function hasDefault(setting: unknown): boolean {
  return isLoose(setting) && setting.default !== undefined;
}

function completeSetting([name, setting]: [string, unknown]): [string, unknown] {
  if (!isLoose(setting)) return [name, setting];
  const titled = { ...setting, title: setting.title ?? name };
  return [name, setting.type === 'object' ? completeGroup(titled) : titled];
}

function isLoose(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
