import type { SettingsTables } from './schema.js';

/** A table of the settings database, to be gone through by its primary key. */
export interface SettingsTable {
  readonly name: keyof SettingsTables;
  /** The columns of its primary key; of a table that has one row at most, any. */
  readonly key: readonly string[];
  /** Whether its first column is counted up by the database. */
  readonly isNumbered: boolean;
}

const table = (name: keyof SettingsTables, ...key: readonly string[]): SettingsTable => ({
  name,
  key,
  isNumbered: key[0] === 'id',
});

/** All tables, each after those that it refers to. */
export const settingsTables: readonly SettingsTable[] = [
  table('site', 'id'),
  table('destination', 'id'),
  table('schedule', 'id'),
  table('transfer', 'schedule_id', 'position'),
  table('run', 'id'),
  table('ledger', 'destination_id', 'key'),
  table('checkpoint', 'site_id', 'destination_id', 'operation'),
  table('pending', 'site_id', 'destination_id', 'operation', 'lsid'),
  table('failed_item', 'destination_id', 'key'),
  table('notification', 'server'),
  table('application_setting', 'name'),
  table('fact', 'name'),
  table('token', 'account'),
  table('accepted_plugin', 'package', 'hash'),
  table('incident', 'key'),
  table('lease_holder', 'key'),
  table('backfill', 'site_id', 'destination_id', 'operation'),
  table('last_success', 'schedule_id', 'site_id', 'destination_id'),
];
