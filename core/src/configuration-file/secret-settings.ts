import type { SettingProperty, SettingsSchema } from '@integration-client/sdk';

/** The secret fields of a plugin's settings, as dotted paths: `password`, `proxy.password`. */
export function secretSettings(schema: SettingsSchema): string[] {
  return secretsIn(schema.properties);
}

function secretsIn(properties: Readonly<Record<string, SettingProperty>>): string[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    if (property.type === 'object') return secretsIn(property.properties).map((path) => `${name}.${path}`);
    return property.type === 'string' && property.secret === true ? [name] : [];
  });
}

/** {@link secretSettings} of plugins by name; none for a plugin that is not there. */
export function secretSettingsOf(
  plugins: readonly { readonly name: string; readonly settings: SettingsSchema }[],
): (plugin: string) => readonly string[] {
  const byName = new Map(plugins.map((plugin) => [plugin.name, secretSettings(plugin.settings)]));
  return (plugin) => byName.get(plugin) ?? [];
}
