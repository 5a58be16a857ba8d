import { isOperation } from '../../operation.js';
import { settingsFaults } from './settings-faults.js';

type Group = Readonly<Record<string, unknown>>;

const common = ['type', 'title', 'description', 'step'];
const known: Readonly<Record<string, readonly string[]>> = {
  string: [...common, 'default', 'enum', 'format', 'minLength', 'pattern', 'secret'],
  integer: [...common, 'default', 'minimum', 'maximum'],
  number: [...common, 'default', 'minimum', 'maximum'],
  boolean: [...common, 'default'],
  object: [...common, 'properties', 'required', 'additionalProperties'],
};
/** They stand in dotted paths, and in files that people write. */
const settingName = /^[a-z][A-Za-z0-9-]{0,63}$/;
const formats: readonly unknown[] = ['absolute-path', 'file-name-format'];

/** What is wrong with a settings schema; nothing when it is one that the host can use. */
export function schemaFaults(schema: unknown): readonly string[] {
  if (!isGroup(schema)) return ['it is no object'];
  const extra = Object.keys(schema).filter(
    (key) => !['type', 'properties', 'required', 'additionalProperties'].includes(key),
  );
  return [...extra.map((key) => `it has "${key}", which is not known`), ...groupFaults(schema, '', true)];
}

function groupFaults(group: Group, path: string, isTop: boolean): readonly string[] {
  const where = path === '' ? 'it' : path;
  const faults: string[] = [];
  if (group.type !== 'object') faults.push(`${where} is not of type object`);
  if (group.additionalProperties !== false) faults.push(`${where} does not say additionalProperties: false`);
  const properties = isGroup(group.properties) ? group.properties : undefined;
  if (properties === undefined) return [...faults, `${where} has no properties`];
  const { required = [] } = group;
  const names = Array.isArray(required) ? required : [String(required)];
  for (const name of names) {
    if (!Object.hasOwn(properties, String(name)))
      faults.push(`${where} requires "${String(name)}", which it does not have`);
    if (isTop && isOperation(String(name))) faults.push(`the group "${name}" of an operation must not be required`);
  }
  for (const [name, property] of Object.entries(properties)) {
    if (!settingName.test(name)) faults.push(`${path}${name} is no name of letters, digits and dashes`);
    faults.push(...propertyFaults(property, `${path}${name}`));
  }
  return faults;
}

function propertyFaults(property: unknown, path: string): readonly string[] {
  if (!isGroup(property)) return [`${path} is no object`];
  const keys = known[String(property.type)];
  if (keys === undefined) return [`${path} has the type "${String(property.type)}", which is not known`];
  const faults = Object.keys(property)
    .filter((key) => !keys.includes(key))
    .map((key) => `${path} has "${key}", which is not known for the type ${String(property.type)}`);
  if (typeof property.title !== 'string' || property.title.trim() === '') faults.push(`${path} has no title`);
  if (property.type === 'object') return [...faults, ...groupFaults(property, `${path}.`, false)];
  if (property.format !== undefined && !formats.includes(property.format)) {
    faults.push(`${path} has the format "${String(property.format)}", which is not known`);
  }
  if (property.secret === true && property.default !== undefined) faults.push(`${path} is a secret with a default`);
  if (typeof property.pattern === 'string' && !isPattern(property.pattern)) faults.push(`${path} has no valid pattern`);
  if (property.default === undefined || faults.length > 0) return faults;
  const schema = { type: 'object', properties: { value: property }, additionalProperties: false };
  const wrong = settingsFaults(schema as unknown as Parameters<typeof settingsFaults>[0], { value: property.default });
  return [...faults, ...wrong.map((fault) => `the default of ${path} is not valid: ${fault}`)];
}

function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}

function isGroup(value: unknown): value is Group {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
