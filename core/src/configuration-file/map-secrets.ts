import type { AccountSettings, Configuration, Secret } from '../configuration.js';
import { settingAt, withSettingAt } from '../secrets/setting-path.js';

/** A copy of a configuration in which every secret went through a function. */
export function mapSecrets(
  configuration: Configuration,
  secretSettings: (plugin: string) => readonly string[],
  change: (secret: Secret) => Secret,
): Configuration {
  const { notifications } = configuration;
  return {
    ...configuration,
    sites: configuration.sites.map((site) => ({
      ...site,
      account: mapAccount(site.account, change),
      ...(site.backupPassword === undefined ? {} : { backupPassword: change(site.backupPassword) }),
      ...(site.proxyPassword === undefined ? {} : { proxyPassword: change(site.proxyPassword) }),
    })),
    destinations: configuration.destinations.map((destination) => ({
      ...destination,
      settings: secretSettings(destination.plugin).reduce((settings, path) => {
        const secret = settingAt(settings, path);
        return typeof secret === 'string' ? withSettingAt(settings, path, change(secret)) : settings;
      }, destination.settings),
    })),
    ...(notifications === undefined
      ? {}
      : {
          notifications: {
            ...notifications,
            ...(notifications.password === undefined ? {} : { password: change(notifications.password) }),
          },
        }),
  };
}

function mapAccount(account: AccountSettings, change: (secret: Secret) => Secret): AccountSettings {
  return account.type === 'api'
    ? { ...account, clientSecret: change(account.clientSecret) }
    : { ...account, password: change(account.password) };
}
