import { stringify } from 'yaml';
import type { Configuration, DestinationSettings, ScheduleSettings, SiteSettings } from '../configuration.js';
import { maskConfiguration } from './mask.js';

/**
 * Everything people configured as an `ic.yaml`, literal secrets as `stored:`. Applied to the settings it was made from,
 * it changes nothing.
 */
export function writeConfiguration(
  configuration: Configuration,
  secretSettings: (plugin: string) => readonly string[],
): string {
  const masked = maskConfiguration(configuration, secretSettings);
  const { notifications, application } = masked;
  const document = {
    sites: masked.sites.map(siteOf),
    destinations: masked.destinations.map(destinationOf),
    schedules: masked.schedules.map(scheduleOf),
    ...(notifications === undefined ? {} : { notifications }),
    application,
  };
  return stringify(document, { lineWidth: 0, aliasDuplicateObjects: false });
}

function siteOf(site: SiteSettings): object {
  return {
    name: site.name,
    ...disabled(site),
    host: site.host,
    account: site.account,
    backupPassword: site.backupPassword,
    caFile: site.caFile,
    proxy: site.proxy,
    proxyUsername: site.proxyUsername,
    proxyPassword: site.proxyPassword,
  };
}

function destinationOf(destination: DestinationSettings): object {
  return {
    name: destination.name,
    ...disabled(destination),
    plugin: destination.plugin,
    settings: destination.settings,
  };
}

function scheduleOf(schedule: ScheduleSettings): object {
  return {
    name: schedule.name,
    enabled: schedule.enabled,
    every: schedule.every,
    transfers: schedule.transfers.map(({ site, destination, operations }) => ({ site, destination, operations })),
  };
}

function disabled({ enabled }: { readonly enabled: boolean }): object {
  return enabled ? {} : { enabled };
}
