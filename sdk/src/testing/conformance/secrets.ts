import type { SettingProperty, SettingsSchema } from '../../settings.js';

/** A value of the settings that must not be said. */
export interface SecretValue {
  /** Dotted: `connection.password`. */
  readonly path: string;
  readonly value: string;
}

/** The secret values of settings, by the marks of the schema. Shorter than four characters proves nothing. */
export function secretsOf(schema: SettingsSchema, settings: Readonly<Record<string, unknown>>): readonly SecretValue[] {
  return secrets(schema.properties, settings, '');
}

function secrets(
  properties: Readonly<Record<string, SettingProperty>>,
  settings: Readonly<Record<string, unknown>>,
  prefix: string,
): readonly SecretValue[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    const value = settings[name];
    const path = `${prefix}${name}`;
    if (property.type === 'object') {
      const isGroup = typeof value === 'object' && value !== null;
      return isGroup ? secrets(property.properties, value as Record<string, unknown>, `${path}.`) : [];
    }
    const isSecret = property.type === 'string' && property.secret === true;
    return isSecret && typeof value === 'string' && value.length > 3 ? [{ path, value }] : [];
  });
}

/** Whether a schema marks any setting as secret. */
export function hasSecrets({ properties }: Pick<SettingsSchema, 'properties'>): boolean {
  return Object.values(properties).some((property) =>
    property.type === 'object' ? hasSecrets(property) : property.type === 'string' && property.secret === true,
  );
}
