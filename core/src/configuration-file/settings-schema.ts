import type { SettingProperty, SettingsSchema } from '@integration-client/sdk';
import { type DataFault, validate } from './validate.js';
import type { Path } from './yaml-document.js';

/** Names of settings stand in dotted paths, and in files that people write. */
const names = /^[a-z][A-Za-z0-9-]{0,63}$/;

/** A schema for a setting of a type, with what it may say beside what every setting may. */
function setting(type: string, more: Readonly<Record<string, object>>) {
  const text = { type: 'string' };
  return {
    type: 'object',
    properties: { type: { const: type }, title: { ...text, minLength: 1 }, description: text, step: text, ...more },
    required: ['type', 'title'],
    additionalProperties: false,
  };
}

const properties = {
  type: 'object',
  additionalProperties: { $ref: '#/$defs/setting' },
};
const group = {
  properties,
  required: { type: 'array', items: { type: 'string' }, uniqueItems: true },
  additionalProperties: { const: false },
};
const number = (type: string) =>
  setting(type, { default: { type }, minimum: { type: 'number' }, maximum: { type: 'number' } });

/** What {@link SettingsSchema} is, as a schema. */
const schemaOfSchemas = {
  type: 'object',
  properties: { type: { const: 'object' }, ...group },
  required: ['type', 'properties', 'additionalProperties'],
  additionalProperties: false,
  $defs: {
    setting: {
      type: 'object',
      properties: { type: { type: 'string' } },
      required: ['type'],
      discriminator: { propertyName: 'type' },
      oneOf: [
        setting('string', {
          default: { type: 'string' },
          enum: { type: 'array', items: { type: 'string' }, minItems: 1, uniqueItems: true },
          format: { enum: ['absolute-path', 'file-name-format'] },
          minLength: { type: 'integer', minimum: 0 },
          pattern: { type: 'string' },
          secret: { type: 'boolean' },
        }),
        number('integer'),
        number('number'),
        setting('boolean', { default: { type: 'boolean' } }),
        { ...setting('object', group), required: ['type', 'title', 'properties', 'additionalProperties'] },
      ],
    },
  },
} as const;

/** Everything that is wrong with the settings that a plugin declares; then none of its destinations could be checked. */
export function settingsSchemaFaults(schema: SettingsSchema): DataFault[] {
  const faults = validate(schemaOfSchemas, schema);
  if (faults.length > 0) return faults;
  try {
    validate(schema, {});
  } catch (error) {
    return [at([], (error as Error).message)];
  }
  return propertyFaults(schema, []);
}

/** Names that cannot be, and defaults that the settings themselves would refuse. */
function propertyFaults({ properties }: Pick<SettingsSchema, 'properties'>, path: Path): DataFault[] {
  return Object.entries(properties).flatMap(([name, property]: [string, SettingProperty]) => {
    const place = [...path, 'properties', name];
    const named = names.test(name) ? [] : [at(place, 'is no name: camelCase, or the name of an operation')];
    return [
      ...named,
      ...(property.type === 'object' ? propertyFaults(property, place) : defaultFaults(property, place)),
    ];
  });
}

function defaultFaults(property: Exclude<SettingProperty, { readonly type: 'object' }>, path: Path): DataFault[] {
  if (property.default === undefined) return [];
  const place = [...path, 'default'];
  if (property.type === 'string' && property.secret === true) return [at(place, 'a secret has none')];
  return validate(property, property.default).map(({ message }) => at(place, message));
}

function at(path: Path, message: string): DataFault {
  return { path, message, part: 'value' };
}
