import type { Configuration } from '../configuration.js';
import type { PluginDescription } from '../plugin-description.js';
import { storedSecret } from '../secrets/reference.js';
import { settingAt } from '../secrets/setting-path.js';
import { entryKinds, isGroup, type Loose, looseGroup, looseList, saysOffAtMost } from './document.js';
import { suggestion } from './nearest.js';
import { secretSettings } from './secret-settings.js';
import { type DataFault, validate } from './validate.js';

const periodUnits = ['minutes', 'hours', 'days'];

/** Finds names that a list holds twice. */
export function checkNames(document: Loose): DataFault[] {
  return entryKinds.flatMap((kind) => {
    const seen = new Set<unknown>();
    return looseList(document[kind]).flatMap(({ name }, index) => {
      const twice = typeof name === 'string' && seen.has(name);
      seen.add(name);
      return twice ? [fault([kind, index, 'name'], `there are two ${kind} with this name`)] : [];
    });
  });
}

/** Checks what belongs together within a site, and that what is to be kept is there. */
export function checkSites(document: Loose, current: Configuration): DataFault[] {
  return looseList(document.sites).flatMap((site, index) => {
    const path = ['sites', index] as const;
    const account = looseGroup(site.account);
    const before = current.sites.find((other) => other.name === site.name);
    const kept: Loose = before?.account.type === account.type ? { ...before?.account } : {};
    return [
      ...(site.backupPassword !== undefined && account.type === 'user'
        ? [
            fault(
              [...path, 'backupPassword'],
              'a password for backups needs an API account; this site has a user account',
            ),
          ]
        : []),
      ...['clientSecret', 'password'].flatMap((key) => checkKept(account[key], kept[key], [...path, 'account', key])),
      ...checkKept(site.backupPassword, before?.backupPassword, [...path, 'backupPassword']),
      ...checkKept(site.proxyPassword, before?.proxyPassword, [...path, 'proxyPassword']),
      ...(site.proxyUsername !== undefined && site.proxy === undefined
        ? [fault([...path, 'proxyUsername'], 'is the login of a proxy, and proxy is missing')]
        : []),
      ...(site.proxyPassword !== undefined && site.proxyUsername === undefined
        ? [fault([...path, 'proxyPassword'], 'is the password of proxyUsername, which is missing')]
        : []),
    ];
  });
}

/** Checks destinations against their plugins. */
export function checkDestinations(
  document: Loose,
  current: Configuration,
  plugins: readonly PluginDescription[],
): DataFault[] {
  return looseList(document.destinations).flatMap((destination, index) => {
    const path = ['destinations', index] as const;
    const plugin = plugins.find((other) => other.name === destination.plugin);
    if (plugin === undefined) {
      if (typeof destination.plugin !== 'string') return [];
      const names = plugins.map((other) => other.name);
      return [fault([...path, 'plugin'], `unknown plugin; ${suggestion(destination.plugin, names)}`)];
    }
    const settings = looseGroup(destination.settings);
    const before = current.destinations.find((other) => other.name === destination.name);
    const kept = before?.plugin === plugin.name ? before.settings : {};
    return [
      ...checkSettings(plugin, settings).map((found) => ({ ...found, path: [...path, 'settings', ...found.path] })),
      ...secretSettings(plugin.settings).flatMap((name) =>
        checkKept(settingAt(settings, name), settingAt(kept, name), [...path, 'settings', ...name.split('.')]),
      ),
    ];
  });
}

function checkSettings(plugin: PluginDescription, settings: Loose): DataFault[] {
  try {
    return validate(plugin.settings, settings);
  } catch (error) {
    return [fault([], `the plugin ${plugin.name} declares its settings wrongly: ${(error as Error).message}`)];
  }
}

/** Checks that each schedule has one period. */
export function checkPeriods(document: Loose): DataFault[] {
  return looseList(document.schedules).flatMap(({ every }, index) => {
    if (typeof every !== 'object' || every === null) return [];
    const path = ['schedules', index, 'every'] as const;
    const period = looseGroup(every);
    const units = periodUnits.filter((unit) => Object.hasOwn(period, unit));
    return [
      ...(units.length === 1
        ? []
        : [fault(path, `must have one of ${periodUnits.join(', ')}${units.length === 0 ? '' : ', not several'}`)]),
      ...(Object.hasOwn(period, 'at') && !units.includes('days')
        ? [fault([...path, 'at'], 'goes only with days', 'key')]
        : []),
    ];
  });
}

/** Checks that mail has all that it needs, with what is configured already. */
export function checkNotifications(document: Loose, current: Configuration): DataFault[] {
  if (!isGroup(document.notifications)) return [];
  const given = document.notifications;
  if (current.notifications === undefined && saysOffAtMost(given)) return [];
  const merged: Loose = { ...current.notifications, ...given };
  return [
    ...['server', 'port', 'tls', 'from', 'to']
      .filter((key) => merged[key] === undefined)
      .map((key) => fault(['notifications', key], 'is missing')),
    ...checkKept(given.password, current.notifications?.password, ['notifications', 'password']),
  ];
}

function checkKept(given: unknown, kept: unknown, path: DataFault['path']): DataFault[] {
  if (given !== storedSecret || typeof kept === 'string') return [];
  return [fault(path, `nothing is stored here; give the secret, or a reference: env:NAME, file:/path`)];
}

/** A fault at a value, or at its key. */
export function fault(path: DataFault['path'], message: string, part: DataFault['part'] = 'value'): DataFault {
  return { path, message, part };
}
