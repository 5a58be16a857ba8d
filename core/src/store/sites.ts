import type { Insertable, Selectable } from 'kysely';
import type { AccountSettings, SiteSettings } from '../configuration.js';
import { removeOthers } from './entries.js';
import type { SettingsTables, SettingsTransaction } from './schema.js';
import type { StoredSecrets } from './stored-secrets.js';

type Row = Selectable<SettingsTables['site']>;

/** All sites, in the order people wrote them. */
export async function loadSites(transaction: SettingsTransaction, secrets: StoredSecrets): Promise<SiteSettings[]> {
  const rows = await transaction.selectFrom('site').selectAll().orderBy('position').execute();
  return rows.map((row) => ({
    name: row.name,
    enabled: row.enabled === 1,
    host: row.host,
    account: accountOf(row, secrets),
    ...(row.backup_password === null
      ? {}
      : { backupPassword: secrets.load(row.backup_password, backupPasswordField(row.name)) }),
    ...(row.ca_file === null ? {} : { caFile: row.ca_file }),
    ...(row.proxy === null ? {} : { proxy: row.proxy }),
    ...(row.proxy_username === null ? {} : { proxyUsername: row.proxy_username }),
    ...(row.proxy_password === null
      ? {}
      : { proxyPassword: secrets.load(row.proxy_password, proxyPasswordField(row.name)) }),
  }));
}

/** Makes the table hold exactly these sites. */
export async function saveSites(
  transaction: SettingsTransaction,
  sites: readonly SiteSettings[],
  secrets: StoredSecrets,
): Promise<void> {
  await removeOthers(transaction, 'site', sites);
  const before = new Map((await transaction.selectFrom('site').selectAll().execute()).map((row) => [row.name, row]));
  for (const [position, site] of sites.entries()) {
    const old = before.get(site.name);
    const row = rowOf(site, position, secrets, old);
    if (old === undefined) await transaction.insertInto('site').values(row).execute();
    else await transaction.updateTable('site').set(row).where('id', '=', old.id).execute();
    if (old !== undefined && old.host !== site.host) await forgetAppliance(transaction, old.id);
  }
}

/** The same site, another appliance: how far the old one was read says nothing of the new one. */
async function forgetAppliance(transaction: SettingsTransaction, siteId: number): Promise<void> {
  await transaction.updateTable('site').set({ product: null }).where('id', '=', siteId).execute();
  await transaction.deleteFrom('checkpoint').where('site_id', '=', siteId).execute();
  await transaction.deleteFrom('backfill').where('site_id', '=', siteId).execute();
  await transaction.deleteFrom('pending').where('site_id', '=', siteId).execute();
}

function rowOf(
  site: SiteSettings,
  position: number,
  secrets: StoredSecrets,
  before: Row | undefined,
): Insertable<SettingsTables['site']> {
  const { account } = site;
  const secret = account.type === 'api' ? account.clientSecret : account.password;
  return {
    name: site.name,
    position,
    enabled: site.enabled ? 1 : 0,
    host: site.host,
    account_type: account.type,
    account_name: account.type === 'api' ? account.clientId : account.username,
    account_secret: secrets.store(
      secret,
      accountField(site.name, account.type),
      // A secret is bound to its field, and each type of account has its own.
      before?.account_type === account.type ? before.account_secret : undefined,
    ),
    backup_password:
      site.backupPassword === undefined
        ? null
        : secrets.store(site.backupPassword, backupPasswordField(site.name), before?.backup_password),
    ca_file: site.caFile ?? null,
    proxy: site.proxy ?? null,
    proxy_username: site.proxyUsername ?? null,
    proxy_password:
      site.proxyPassword === undefined
        ? null
        : secrets.store(site.proxyPassword, proxyPasswordField(site.name), before?.proxy_password),
  };
}

function accountOf(row: Row, secrets: StoredSecrets): AccountSettings {
  const secret = secrets.load(row.account_secret, accountField(row.name, row.account_type));
  return row.account_type === 'api'
    ? { type: 'api', clientId: row.account_name, clientSecret: secret }
    : { type: 'user', username: row.account_name, password: secret };
}

/** The field of an account's secret. */
export function accountField(site: string, type: AccountSettings['type']): string[] {
  return ['site', site, type === 'api' ? 'clientSecret' : 'password'];
}

/** The field of the password of backups. */
export function backupPasswordField(site: string): string[] {
  return ['site', site, 'backupPassword'];
}

/** The field of the password of a site's proxy. */
export function proxyPasswordField(site: string): string[] {
  return ['site', site, 'proxyPassword'];
}
