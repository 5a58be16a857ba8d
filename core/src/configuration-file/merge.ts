import { isDeepStrictEqual } from 'node:util';
import type { ApplyReport } from '../application.js';
import type {
  AccountSettings,
  Configuration,
  DestinationSettings,
  NotificationSettings,
  ScheduleSettings,
  SiteSettings,
} from '../configuration.js';
import type { PluginDescription } from '../plugin-description.js';
import { storedSecret } from '../secrets/reference.js';
import { settingAt, withSettingAt } from '../secrets/setting-path.js';
import { type ConfigurationDocument, type NotificationDocument, saysOffAtMost } from './document.js';
import { secretSettingsOf } from './secret-settings.js';

/** What a valid document makes of the current configuration, and what of it is new. */
export function merge(
  document: ConfigurationDocument,
  current: Configuration,
  plugins: readonly PluginDescription[],
): { readonly configuration: Configuration; readonly report: ApplyReport } {
  const secretsOf = secretSettingsOf(plugins);
  const changes = new Changes();
  const sites = changes.entries('site', current.sites, document.sites, siteOf);
  const destinations = changes.entries('destination', current.destinations, document.destinations, (entry, before) =>
    destinationOf(entry, before, secretsOf(entry.plugin)),
  );
  const schedules = changes.entries('schedule', current.schedules, document.schedules, scheduleOf);
  const notifications = notificationsOf(document.notifications, current.notifications);
  if (document.notifications !== undefined) changes.note('notifications', current.notifications, notifications);
  const application = { ...current.application, ...document.application };
  if (document.application !== undefined) changes.note('application', current.application, application);
  return {
    configuration: {
      sites,
      destinations,
      schedules,
      ...(notifications === undefined ? {} : { notifications }),
      application,
    },
    report: changes.report,
  };
}

/** Collects what changed. */
class Changes {
  readonly report = { created: [] as string[], updated: [] as string[], unchanged: [] as string[] };

  note(what: string, before: unknown, after: unknown): void {
    if (isDeepStrictEqual(before, after)) this.report.unchanged.push(what);
    else this.report[before === undefined ? 'created' : 'updated'].push(what);
  }

  /** The current entries, those that are written in their place, and new ones at the end. */
  entries<Entry extends { readonly name: string }, Written extends { readonly name: string }>(
    kind: string,
    current: readonly Entry[],
    written: readonly Written[] = [],
    make: (written: Written, before: Entry | undefined) => Entry,
  ): Entry[] {
    const byName = new Map(current.map((entry) => [entry.name, entry]));
    for (const entry of written) {
      const before = byName.get(entry.name);
      const after = make(entry, before);
      byName.set(entry.name, after);
      this.note(`${kind} ${entry.name}`, before, after);
    }
    return [...byName.values()];
  }
}

type Written<Kind extends 'sites' | 'destinations' | 'schedules'> = NonNullable<ConfigurationDocument[Kind]>[number];

function siteOf(site: Written<'sites'>, before: SiteSettings | undefined): SiteSettings {
  return {
    name: site.name,
    enabled: site.enabled ?? true,
    host: site.host,
    account: accountOf(site.account, before?.account),
    ...(site.backupPassword === undefined ? {} : { backupPassword: kept(site.backupPassword, before?.backupPassword) }),
    ...(site.caFile === undefined ? {} : { caFile: site.caFile }),
    ...(site.proxy === undefined ? {} : { proxy: site.proxy }),
    ...(site.proxyUsername === undefined ? {} : { proxyUsername: site.proxyUsername }),
    ...(site.proxyPassword === undefined ? {} : { proxyPassword: kept(site.proxyPassword, before?.proxyPassword) }),
  };
}

function accountOf(account: AccountSettings, before: AccountSettings | undefined): AccountSettings {
  if (account.type === 'api') {
    const secret = before?.type === 'api' ? before.clientSecret : undefined;
    return { type: 'api', clientId: account.clientId, clientSecret: kept(account.clientSecret, secret) };
  }
  const secret = before?.type === 'user' ? before.password : undefined;
  return { type: 'user', username: account.username, password: kept(account.password, secret) };
}

function destinationOf(
  destination: Written<'destinations'>,
  before: DestinationSettings | undefined,
  secrets: readonly string[],
): DestinationSettings {
  const settings = secrets.reduce<Readonly<Record<string, unknown>>>((result, path) => {
    const secret = settingAt(result, path);
    return secret === storedSecret && before !== undefined
      ? withSettingAt(result, path, settingAt(before.settings, path))
      : result;
  }, destination.settings ?? {});
  return { name: destination.name, enabled: destination.enabled ?? true, plugin: destination.plugin, settings };
}

function scheduleOf(schedule: Written<'schedules'>): ScheduleSettings {
  return {
    name: schedule.name,
    enabled: schedule.enabled ?? true,
    every: schedule.every,
    transfers: schedule.transfers,
  };
}

function notificationsOf(
  written: NotificationDocument | undefined,
  before: NotificationSettings | undefined,
): NotificationSettings | undefined {
  if (written === undefined || (before === undefined && saysOffAtMost({ ...written }))) return before;
  const { username, password, caFile, ...others } = { ...before, ...written };
  return {
    enabled: true,
    ...(others as Omit<NotificationSettings, 'enabled'>),
    ...(typeof username === 'string' ? { username } : {}),
    ...(typeof password === 'string' ? { password: kept(password, before?.password) } : {}),
    ...(typeof caFile === 'string' ? { caFile } : {}),
  };
}

function kept(secret: string, before: string | undefined): string {
  return secret === storedSecret && before !== undefined ? before : secret;
}
