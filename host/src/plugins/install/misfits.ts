import type { Configuration } from '@integration-client/core/configuration';
import { misfits } from '@integration-client/core/configuration-file/check-transfers';
import { validate } from '@integration-client/core/configuration-file/validate';
import type { Fault } from '@integration-client/core/faults';
import type { PluginDescription } from '@integration-client/core/plugin-description';

/** Everything in existing destinations and schedules that a plugin does not take. */
export function settingsThatDoNotFit(plugin: PluginDescription, configuration: Configuration): Fault[] {
  const own = configuration.destinations.filter((destination) => destination.plugin === plugin.name);
  return own.flatMap(({ name, settings }) => {
    const place = `destination "${name}"`;
    const ofSettings = validate(plugin.settings, settings).map(({ path, message }) => ({
      path: [place, ...path].join('.'),
      message,
    }));
    const ofSchedules = configuration.schedules.flatMap((schedule) =>
      schedule.transfers
        .filter((transfer) => transfer.destination === name)
        .flatMap((transfer) => transfer.operations)
        .flatMap((operation) => misfits(operation, { name, plugin, settings }))
        .map((message) => ({ path: `schedule "${schedule.name}"`, message })),
    );
    return [...ofSettings, ...ofSchedules];
  });
}
