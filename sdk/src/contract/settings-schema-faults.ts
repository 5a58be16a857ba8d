import { isOperation } from '../operation.js';
import type { SettingsSchema } from '../settings.js';
import { settingsFaults } from './settings-faults.js';

type Group = Readonly<Record<string, unknown>>;
type Marks = Readonly<Record<string, (value: unknown) => boolean>>;

const isText = (value: unknown): boolean => typeof value === 'string';
const isNumber = (value: unknown): boolean => typeof value === 'number';
const isFlag = (value: unknown): boolean => typeof value === 'boolean';
const isList = (value: unknown): boolean =>
  Array.isArray(value) && value.every(isText) && new Set(value).size === value.length;

const base: Marks = { type: isText, title: isText, description: isText, step: isText };
const numberMarks: Marks = { ...base, default: isNumber, minimum: isNumber, maximum: isNumber };
const groupMarks: Marks = { properties: isGroup, required: isList, additionalProperties: (value) => value === false };

/** What each type of setting may say, and what that has to be. */
const marksOf: Readonly<Record<string, Marks>> = {
  string: {
    ...base,
    default: isText,
    enum: (value) => isList(value) && (value as readonly string[]).length > 0,
    format: (value) => value === 'absolute-path' || value === 'file-name-format',
    minLength: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
    pattern: isPattern,
    secret: isFlag,
  },
  integer: numberMarks,
  number: numberMarks,
  boolean: { ...base, default: isFlag },
  object: { ...base, ...groupMarks },
};

/** They stand in dotted paths, and in files that people write. */
const settingName = /^[a-z][A-Za-z0-9-]{0,63}$/;

/** What is wrong with the settings that a plugin declares, see {@link SettingsSchema}; nothing when a host can use them. */
export function settingsSchemaFaults(schema: unknown): readonly string[] {
  if (!isGroup(schema)) return ['they are no object'];
  const type = schema.type === 'object' ? [] : ['they are not of type object'];
  return [...type, ...markFaults(schema, { type: isText, ...groupMarks }, 'they'), ...groupFaults(schema, '')];
}

function groupFaults(group: Group, path: string): readonly string[] {
  const where = path === '' ? 'they' : path;
  const faults = group.additionalProperties === undefined ? [`${where}: additionalProperties: false is missing`] : [];
  if (!isGroup(group.properties))
    return group.properties === undefined ? [...faults, `${where}: no properties`] : faults;
  const { properties, required } = group;
  for (const name of isList(required) ? (required as readonly string[]) : []) {
    if (!Object.hasOwn(properties, name)) faults.push(`${where}: requires "${name}", which is not there`);
    if (path === '' && isOperation(name))
      faults.push(`${where}: the group "${name}" of an operation must not be required`);
  }
  for (const [name, property] of Object.entries(properties)) {
    const place = path === '' ? name : `${path}.${name}`;
    if (!settingName.test(name)) faults.push(`${place} is no name: camelCase, or the name of an operation`);
    faults.push(...propertyFaults(property, place));
  }
  return faults;
}

function propertyFaults(property: unknown, path: string): readonly string[] {
  if (!isGroup(property)) return [`${path} is no object`];
  const marks = marksOf[String(property.type)];
  if (marks === undefined) return [`${path}: the type must be one of ${Object.keys(marksOf).join(', ')}`];
  const faults = [...markFaults(property, marks, path)];
  if (typeof property.title !== 'string' || property.title.trim() === '') faults.push(`${path} has no title`);
  if (property.type === 'object') return [...faults, ...groupFaults(property, path)];
  if (property.default === undefined || faults.length > 0) return faults;
  if (property.secret === true) return [`${path}: a secret has no default`];
  const schema = { type: 'object', properties: { default: property }, additionalProperties: false };
  const wrong = settingsFaults(schema as unknown as SettingsSchema, { default: property.default });
  return wrong.map((fault) => `${path}: ${fault}`);
}

function markFaults(group: Group, marks: Marks, path: string): readonly string[] {
  return Object.entries(group).flatMap(([mark, value]) => {
    const isRight = Object.hasOwn(marks, mark) ? marks[mark] : undefined;
    if (isRight === undefined) return [`${path}: "${mark}" is not known`];
    return isRight(value) ? [] : [`${path}: "${mark}" is not what it has to be`];
  });
}

function isPattern(value: unknown): boolean {
  try {
    return typeof value === 'string' && new RegExp(value, 'u') !== undefined;
  } catch {
    return false;
  }
}

function isGroup(value: unknown): value is Group {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
