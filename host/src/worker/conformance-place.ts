import { join } from 'node:path';
import { isOperation, type Operation, type PluginDefinition, type SettingsSchema } from '@integration-client/sdk';
import type { ConformancePlace } from '@integration-client/sdk/testing/conformance';

type Settings = Readonly<Record<string, unknown>>;
type Group = Pick<SettingsSchema, 'properties' | 'required'>;

/**
 * The operations that settings are for: where the plugin has a group for each, those whose group is given, or all where none
 * is.
 */
export function triedOperations(
  { operations, settings: schema }: Pick<PluginDefinition, 'operations' | 'settings'>,
  given: Settings,
): readonly Operation[] {
  const grouped = Object.keys(schema.properties).filter(isOperation);
  const named = grouped.filter((operation) => given[operation] !== undefined);
  return operations.filter((one) => named.length === 0 || !grouped.includes(one) || named.includes(one));
}

/**
 * A place for one case. Required paths that are not given lie in its directory, and for the place that cannot be used below
 * a file. Where no path was left open, the place is what was given, for all cases.
 */
export function placeOf(schema: SettingsSchema, given: Settings, directory: string, file: string): ConformancePlace {
  const settings = settingsIn(schema, given, directory);
  const unusable = settingsIn(schema, given, file);
  const isFresh = JSON.stringify(settings) !== JSON.stringify(unusable);
  return { settings, ...(isFresh ? { unusable } : {}) };
}

/** The settings that are given, with a path in a directory for each that is required and left out. */
export function settingsIn(schema: SettingsSchema, given: Settings, directory: string): Settings {
  const groups = Object.keys(schema.properties).filter(isOperation);
  const asked = groups.some((name) => given[name] !== undefined)
    ? groups.filter((name) => given[name] !== undefined)
    : groups;
  return filled(schema, given, directory, (name) => asked.includes(name as Operation));
}

function filled(
  { properties, required = [] }: Group,
  given: Settings,
  directory: string,
  isWanted: (group: string) => boolean,
): Settings {
  const result: Record<string, unknown> = { ...given };
  for (const [name, property] of Object.entries(properties)) {
    const value = given[name];
    if (property.type === 'object') {
      const isGiven = typeof value === 'object' && value !== null;
      if (!isGiven && !isWanted(name) && !required.includes(name)) continue;
      if (value !== undefined && !isGiven) continue;
      result[name] = filled(property, isGiven ? (value as Settings) : {}, join(directory, name), () => false);
    } else if (value === undefined && required.includes(name) && isPath(property)) {
      result[name] = join(directory, name);
    }
  }
  return result;
}

function isPath(property: { readonly type: string; readonly format?: string; readonly default?: unknown }): boolean {
  return property.type === 'string' && property.format === 'absolute-path' && property.default === undefined;
}
