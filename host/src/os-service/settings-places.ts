import { isAbsolute } from 'node:path';
import type { Home } from '@integration-client/core/home';
import { openStore } from '@integration-client/core/store/open-store';
import { settingsDatabaseExists } from '@integration-client/core/store/settings-database-exists';
import type { ServiceDefinition } from './service-manager.js';

/** Places outside the home that the settings name. */
export type SettingsPlaces = Pick<ServiceDefinition, 'logDirectory' | 'stores'>;

/** Reads the places from the settings database; undefined where there is none. */
export async function readSettingsPlaces(home: Home): Promise<SettingsPlaces | undefined> {
  if (!(await settingsDatabaseExists(home))) return undefined;
  const store = await openStore(home);
  try {
    const { application, destinations } = await store.configuration.load();
    return {
      ...(application.logDirectory === null ? {} : { logDirectory: application.logDirectory }),
      stores: destinations.flatMap(({ name, settings }) =>
        [...new Set(pathsIn(settings))].map((path) => ({ destination: name, path })),
      ),
    };
  } finally {
    await store.close();
  }
}

/** Absolute paths among settings, however deep. A certificate authority's file is only read. */
function pathsIn(settings: unknown): string[] {
  if (typeof settings === 'string') return isAbsolute(settings) ? [settings] : [];
  if (typeof settings !== 'object' || settings === null) return [];
  return Object.entries(settings).flatMap(([name, value]) => (name === 'caFile' ? [] : pathsIn(value)));
}
