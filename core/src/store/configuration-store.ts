import { randomUUID } from 'node:crypto';
import { ConfigError } from '@integration-client/sdk';
import {
  type ApplicationSettings,
  type Configuration,
  defaultApplicationSettings,
  type NotificationSettings,
} from '../configuration.js';
import type { Sealer } from '../secrets/seal.js';
import { loadDestinations, saveDestinations } from './destinations.js';
import { isKeyOf, keyFact, settingsVersionFact } from './facts.js';
import { loadSchedules, saveSchedules } from './schedules.js';
import type { SettingsDatabase, SettingsTransaction } from './schema.js';
import { loadSites, saveSites } from './sites.js';
import type { ConfigurationStore } from './store.js';
import { StoredSecrets } from './stored-secrets.js';

/** The field of the mail server's password. */
export const passwordField = ['notifications', 'password'];

/** What people configure, in the settings database. */
export class SettingsConfigurationStore implements ConfigurationStore {
  readonly #database: SettingsDatabase;
  readonly #sealer: Sealer;
  readonly #secrets: StoredSecrets;
  /** What was loaded last: it is asked for several times in each run. */
  #loaded: { readonly version: string; readonly configuration: Configuration } | undefined;

  constructor(database: SettingsDatabase, sealer: Sealer) {
    this.#database = database;
    this.#sealer = sealer;
    this.#secrets = new StoredSecrets(sealer);
  }

  async load(): Promise<Configuration> {
    const loaded = this.#loaded;
    if (loaded?.version === (await versionOf(this.#database))) return loaded.configuration;
    return this.#database.transaction().execute(async (transaction) => {
      const version = await versionOf(transaction);
      const configuration = await this.#read(transaction);
      this.#loaded = { version, configuration };
      return configuration;
    });
  }

  save(
    configuration: Configuration,
    secretSettings: (plugin: string) => readonly string[],
    before?: Configuration,
  ): Promise<boolean> {
    return this.#database.transaction().execute(async (transaction) => {
      if (!(await isKeyOf(transaction, this.#sealer))) throw keyChanged();
      if (before !== undefined && !(await this.#isNewest(before, transaction))) return false;
      await saveSites(transaction, configuration.sites, this.#secrets);
      await saveDestinations(transaction, configuration.destinations, secretSettings, this.#secrets);
      await saveSchedules(transaction, configuration.schedules);
      await this.#saveNotifications(transaction, configuration.notifications);
      await saveApplication(transaction, configuration.application);
      await changeVersion(transaction);
      return true;
    });
  }

  async #isNewest(loaded: Configuration, transaction: SettingsTransaction): Promise<boolean> {
    return this.#loaded?.configuration === loaded && this.#loaded.version === (await versionOf(transaction));
  }

  async #read(transaction: SettingsTransaction): Promise<Configuration> {
    const notifications = await this.#loadNotifications(transaction);
    return {
      sites: await loadSites(transaction, this.#secrets),
      destinations: await loadDestinations(transaction, this.#secrets),
      schedules: await loadSchedules(transaction),
      ...(notifications === undefined ? {} : { notifications }),
      application: await loadApplication(transaction),
    };
  }

  async #loadNotifications(transaction: SettingsTransaction): Promise<NotificationSettings | undefined> {
    const row = await transaction.selectFrom('notification').selectAll().executeTakeFirst();
    if (row === undefined) return undefined;
    return {
      enabled: row.enabled === 1,
      server: row.server,
      port: row.port,
      tls: row.tls,
      ...(row.username === null ? {} : { username: row.username }),
      ...(row.password === null ? {} : { password: this.#secrets.load(row.password, passwordField) }),
      from: row.sender,
      to: JSON.parse(row.recipients),
      ...(row.ca_file === null ? {} : { caFile: row.ca_file }),
    };
  }

  async #saveNotifications(
    transaction: SettingsTransaction,
    notifications: NotificationSettings | undefined,
  ): Promise<void> {
    const before = await transaction.selectFrom('notification').select('password').executeTakeFirst();
    await transaction.deleteFrom('notification').execute();
    if (notifications === undefined) return;
    const { password } = notifications;
    await transaction
      .insertInto('notification')
      .values({
        enabled: notifications.enabled ? 1 : 0,
        server: notifications.server,
        port: notifications.port,
        tls: notifications.tls,
        username: notifications.username ?? null,
        password: password === undefined ? null : this.#secrets.store(password, passwordField, before?.password),
        sender: notifications.from,
        recipients: JSON.stringify(notifications.to),
        ca_file: notifications.caFile ?? null,
      })
      .execute();
  }
}

/** Another with each change of the settings, by whatever program, and of the key that their secrets are sealed under. */
async function versionOf(database: SettingsDatabase): Promise<string> {
  const facts = await database
    .selectFrom('fact')
    .select('value')
    .where('name', 'in', [keyFact, settingsVersionFact])
    .orderBy('name')
    .execute();
  return facts.map(({ value }) => value).join(' ');
}

async function changeVersion(transaction: SettingsTransaction): Promise<void> {
  await transaction.deleteFrom('fact').where('name', '=', settingsVersionFact).execute();
  await transaction.insertInto('fact').values({ name: settingsVersionFact, value: randomUUID() }).execute();
}

function keyChanged(): ConfigError {
  return new ConfigError('The key of the settings database was changed meanwhile; nothing was saved', {
    code: 'key-changed',
    hint: 'Give the command again. Where a host runs, copy the new secret.key to its home and start it again.',
  });
}

async function loadApplication(transaction: SettingsTransaction): Promise<ApplicationSettings> {
  const rows = await transaction.selectFrom('application_setting').selectAll().execute();
  return { ...defaultApplicationSettings, ...Object.fromEntries(rows.map((row) => [row.name, JSON.parse(row.value)])) };
}

async function saveApplication(transaction: SettingsTransaction, application: ApplicationSettings): Promise<void> {
  await transaction.deleteFrom('application_setting').execute();
  const rows = Object.entries(application).map(([name, value]) => ({ name, value: JSON.stringify(value) }));
  await transaction.insertInto('application_setting').values(rows).execute();
}
