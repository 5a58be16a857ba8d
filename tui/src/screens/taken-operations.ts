import type { PluginView } from '@integration-client/core/application';
import type { DestinationSettings } from '@integration-client/core/configuration';
import type { Operation } from '@integration-client/sdk';

/** The types of data that a destination can take with the settings that it has. */
export function takenOperations(
  { settings }: DestinationSettings,
  plugin: Pick<PluginView, 'operations' | 'settings'>,
): readonly Operation[] {
  return plugin.operations.filter(
    (operation) => plugin.settings?.properties[operation]?.type !== 'object' || settings[operation] !== undefined,
  );
}
