import type { DestinationSettings } from '../configuration.js';
import { storedSecret } from '../secrets/reference.js';
import { settingAt, withSettingAt } from '../secrets/setting-path.js';
import { removeOthers } from './entries.js';
import type { SettingsTransaction } from './schema.js';
import type { StoredSecrets } from './stored-secrets.js';

/** All destinations, in the order people wrote them. */
export async function loadDestinations(
  transaction: SettingsTransaction,
  secrets: StoredSecrets,
): Promise<DestinationSettings[]> {
  const rows = await transaction.selectFrom('destination').selectAll().orderBy('position').execute();
  return rows.map((row) => ({
    name: row.name,
    enabled: row.enabled === 1,
    plugin: row.plugin,
    settings: Object.entries(secretsOf(row)).reduce(
      (settings, [path, kept]) => withSettingAt(settings, path, secrets.load(kept, destinationField(row.name, path))),
      JSON.parse(row.settings) as Readonly<Record<string, unknown>>,
    ),
  }));
}

/** Makes the table hold exactly these destinations. */
export async function saveDestinations(
  transaction: SettingsTransaction,
  destinations: readonly DestinationSettings[],
  secretSettings: (plugin: string) => readonly string[],
  secrets: StoredSecrets,
): Promise<void> {
  await removeOthers(transaction, 'destination', destinations);
  const rows = await transaction.selectFrom('destination').select(['id', 'name', 'secrets']).execute();
  const before = new Map(rows.map((row) => [row.name, row]));
  for (const [position, destination] of destinations.entries()) {
    const old = before.get(destination.name);
    const row = {
      name: destination.name,
      position,
      enabled: destination.enabled ? 1 : 0,
      plugin: destination.plugin,
      ...split(destination, secretSettings(destination.plugin), secrets, old === undefined ? {} : secretsOf(old)),
    };
    if (old === undefined) await transaction.insertInto('destination').values(row).execute();
    else await transaction.updateTable('destination').set(row).where('id', '=', old.id).execute();
  }
}

/** Takes the secrets out of the settings; a mark stays in their place, so that the order does. */
function split(
  destination: DestinationSettings,
  paths: readonly string[],
  secrets: StoredSecrets,
  before: Readonly<Record<string, string>>,
): { readonly settings: string; readonly secrets: string } {
  let { settings } = destination;
  const kept: Record<string, string> = {};
  for (const path of paths) {
    const secret = settingAt(settings, path);
    if (typeof secret !== 'string') continue;
    kept[path] = secrets.store(secret, destinationField(destination.name, path), before[path]);
    settings = withSettingAt(settings, path, storedSecret);
  }
  return { settings: JSON.stringify(settings), secrets: JSON.stringify(kept) };
}

function secretsOf(row: { readonly secrets: string }): Record<string, string> {
  return JSON.parse(row.secrets);
}

/** The field of a secret setting, by its dotted path. */
export function destinationField(destination: string, path: string): string[] {
  return ['destination', destination, path];
}
