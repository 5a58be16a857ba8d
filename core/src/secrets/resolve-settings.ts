import type { SettingsSchema } from '@integration-client/sdk';
import { secretSettings } from '../configuration-file/secret-settings.js';
import { resolveSecret } from './reference.js';
import { settingAt, withSettingAt } from './setting-path.js';

type Settings = Readonly<Record<string, unknown>>;

/** A destination's settings with the references in its secret fields resolved. Throws ConfigError where one fails. */
export async function resolveSettings(settings: Settings, schema: SettingsSchema): Promise<Settings> {
  let resolved = settings;
  for (const path of secretSettings(schema)) {
    const value = settingAt(settings, path);
    if (typeof value === 'string') resolved = withSettingAt(resolved, path, await resolveSecret(value));
  }
  return resolved;
}
