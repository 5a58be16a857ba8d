import { settingAt } from '@integration-client/core/secrets/setting-path';
import { isOperation, type SettingProperty } from '@integration-client/sdk';
import {
  type Choice,
  type Field,
  type FieldValue,
  type FieldValues,
  isChecked,
  numberOrText,
  type Step,
  secretHelp,
} from '../parts/fields.js';

/** A group of settings as plugins declare them; the settings as a whole are one. */
export interface SettingsGroup {
  readonly properties: Readonly<Record<string, SettingProperty>>;
  readonly required?: readonly string[];
}

type Settings = Readonly<Record<string, unknown>>;
type LeafSetting = Exclude<SettingProperty, { readonly type: 'object' }>;

/** The field that holds which operations a destination has settings for. */
export const operationsField = 'operations';

/** Where settings stand within a destination, as faults name them. */
const root = 'settings.';

/** A setting or a group, where it stands, and whether it has to be given. */
interface Place {
  /** Dotted, within the settings: `sessions.directory`. */
  readonly path: string;
  readonly isRequired: boolean;
  readonly isTop: boolean;
}

/** Steps with a field for each setting: those of groups only where the group is given. */
export function settingSteps(schema: SettingsGroup, before: Settings, values: FieldValues): Step[] {
  const steps = new Map<string, Field[]>();
  const add = (step: string, field: Field) => steps.set(step, [...(steps.get(step) ?? []), field]);
  const walk = (group: SettingsGroup, path: string, outer: string) => {
    for (const [name, property] of Object.entries(group.properties)) {
      const place = placeOf(group, path, name);
      const step = property.step ?? (outer || 'Settings');
      if (property.type !== 'object') {
        add(step, leafField(property, place, before));
        continue;
      }
      if (hasSwitch(place, name)) add(step, switchField(property, place));
      if (isGiven(place, name, values)) walk(property, `${place.path}.`, step);
    }
  };
  walk(schema, '', '');
  return [...steps].map(([title, fields]) => ({ title, fields }));
}

/** What the fields hold at first, also those of groups that are not given yet. */
export function settingValues(schema: SettingsGroup, settings: Settings): FieldValues {
  const values: Record<string, FieldValue> = {
    [operationsField]: Object.keys(schema.properties).filter(
      (name) => isOperation(name) && settings[name] !== undefined,
    ),
  };
  const walk = (group: SettingsGroup, path: string) => {
    for (const [name, property] of Object.entries(group.properties)) {
      const place = placeOf(group, path, name);
      const value = settingAt(settings, place.path);
      if (property.type === 'object') {
        if (hasSwitch(place, name)) values[switchName(place)] = value !== undefined;
        walk(property, `${place.path}.`);
      } else if (property.type === 'boolean' && property.default !== undefined) {
        values[root + place.path] = value === undefined ? property.default : value === true;
      } else {
        values[root + place.path] = String(value ?? (place.isRequired ? property.default : undefined) ?? '');
      }
    }
  };
  walk(schema, '');
  return values;
}

/** The settings that the fields hold. What was left empty is left out, so that its default counts. */
export function settingsOf(schema: SettingsGroup, before: Settings, values: FieldValues): Settings {
  const build = (group: SettingsGroup, path: string): Settings =>
    Object.fromEntries(
      Object.entries(group.properties).flatMap(([name, property]): [string, unknown][] => {
        const place = placeOf(group, path, name);
        if (property.type === 'object') {
          return isGiven(place, name, values) ? [[name, build(property, `${place.path}.`)]] : [];
        }
        const kept = settingAt(before, place.path);
        const value = leafValue(property, values[root + place.path] ?? '', place.isRequired, kept);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  return build(schema, '');
}

/** Settings that the plugin does not know any more, as dotted paths. */
export function unknownSettings({ properties }: SettingsGroup, settings: Settings, path = ''): string[] {
  return Object.entries(settings).flatMap(([name, value]) => {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property === undefined) return [path + name];
    if (property.type !== 'object' || typeof value !== 'object' || value === null) return [];
    return unknownSettings(property, value as Settings, `${path}${name}.`);
  });
}

function placeOf({ required = [] }: SettingsGroup, path: string, name: string): Place {
  return { path: path + name, isRequired: required.includes(name), isTop: path === '' };
}

/** A group that can be left out and is none of an operation has a field that says whether it is given. */
function hasSwitch({ isRequired, isTop }: Place, name: string): boolean {
  return !isRequired && !(isTop && isOperation(name));
}

/** A name that no fault has: faults belong to the settings of the group. */
function switchName({ path }: Place): string {
  return `switch:${path}`;
}

function isGiven(place: Place, name: string, values: FieldValues): boolean {
  if (place.isRequired) return true;
  return hasSwitch(place, name) ? values[switchName(place)] === true : isChecked(values[operationsField] ?? [], name);
}

function switchField({ title, description }: SettingProperty, place: Place): Field {
  return {
    kind: 'boolean',
    name: switchName(place),
    label: title,
    ...(description === undefined ? {} : { description }),
  };
}

function leafField(property: LeafSetting, { path, isRequired }: Place, before: Settings): Field {
  const name = root + path;
  const limits = limitsText(property);
  const description = [property.description, limits].filter((text) => text !== undefined).join(' ');
  const base = { name, label: property.title, description };
  if (property.type === 'boolean') {
    if (property.default !== undefined) return { kind: 'boolean', ...base };
    const choices = ['true', 'false'].map((value) => ({ value, label: value === 'true' ? 'yes' : 'no' }));
    return { kind: 'choice', ...base, choices: isRequired ? choices : [notSet, ...choices] };
  }
  if (property.type === 'string' && property.secret === true) {
    return { kind: 'secret', ...base, description: `${description} ${secretHelp}`.trim(), isOptional: !isRequired };
  }
  if (property.type === 'string' && property.enum !== undefined) {
    return { kind: 'choice', ...base, choices: choicesOf(property, isRequired, settingAt(before, path)) };
  }
  const hint = hintOf(property.default, isRequired);
  return { kind: property.type === 'string' ? 'text' : 'number', ...base, ...(hint === undefined ? {} : { hint }) };
}

const notSet: Choice = { value: '', label: '(not set)' };

/** The default is what counts where nothing is given, unless it was given as it is. */
function choicesOf(
  { enum: names = [], default: byDefault }: { readonly enum?: readonly string[]; readonly default?: string },
  isRequired: boolean,
  kept: unknown,
): Choice[] {
  const choices = names.map((name) =>
    name === byDefault
      ? { value: isRequired || kept === name ? name : '', label: `${name} (default)` }
      : { value: name, label: name },
  );
  return isRequired || byDefault !== undefined ? choices : [notSet, ...choices];
}

function hintOf(byDefault: string | number | undefined, isRequired: boolean): string | undefined {
  if (byDefault !== undefined) return `${byDefault} (default)`;
  return isRequired ? undefined : '(not set)';
}

function limitsText(property: LeafSetting): string | undefined {
  if (property.type !== 'integer' && property.type !== 'number') return undefined;
  const { minimum, maximum } = property;
  if (minimum !== undefined && maximum !== undefined) return `From ${minimum} to ${maximum}.`;
  if (minimum !== undefined) return `At least ${minimum}.`;
  return maximum === undefined ? undefined : `At most ${maximum}.`;
}

/** Undefined: it is left out. */
function leafValue(property: LeafSetting, value: FieldValue, isRequired: boolean, kept: unknown): unknown {
  if (typeof value === 'boolean') {
    return !isRequired && value === property.default && kept === undefined ? undefined : value;
  }
  const text = String(value);
  if (text === '') return kept === '' ? '' : undefined;
  if (property.type === 'boolean') return text === 'true';
  return property.type === 'string' ? text : numberOrText(text);
}
