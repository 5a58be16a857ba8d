import type { SettingProperty, SettingsSchema } from '@integration-client/sdk';

type Settings = Readonly<Record<string, unknown>>;

/** A plugin's settings with its defaults where nothing is given; in groups only where the group is. */
export function withDefaults(schema: SettingsSchema, settings: Settings): Settings {
  return filled(schema.properties, settings);
}

function filled(properties: Readonly<Record<string, SettingProperty>>, settings: Settings): Settings {
  const result: Record<string, unknown> = { ...settings };
  for (const [name, property] of Object.entries(properties)) {
    const value = settings[name];
    if (property.type === 'object') {
      if (typeof value === 'object' && value !== null) result[name] = filled(property.properties, value as Settings);
    } else if (value === undefined && property.default !== undefined) {
      result[name] = property.default;
    }
  }
  return result;
}
