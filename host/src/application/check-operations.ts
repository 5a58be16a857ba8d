import type { TesterRequest } from '@integration-client/core/application';
import type { Configuration } from '@integration-client/core/configuration';
import { type Fault, SettingsError } from '@integration-client/core/faults';
import type { PluginCatalog } from '../plugins/catalog.js';
import { entry } from './settings.js';

/** Throws SettingsError with every operation that one of the destinations does not take. */
export async function checkOperations(
  { destinations, operations }: Pick<TesterRequest, 'destinations' | 'operations'>,
  configuration: Configuration,
  plugins: PluginCatalog,
): Promise<void> {
  const { misfits } = await import('@integration-client/core/configuration-file/check-transfers');
  const faults: Fault[] = [];
  for (const destination of destinations) {
    const { name, plugin, settings } = entry(configuration, 'destination', destination);
    const target = { name, plugin: (await plugins.find(plugin)).description, settings };
    faults.push(...operations.flatMap((o) => misfits(o, target)).map((message) => ({ path: '--operation', message })));
  }
  if (faults.length > 0) throw new SettingsError('Not every destination takes every operation', faults);
}
