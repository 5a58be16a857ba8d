import type { Migration } from 'kysely';
import * as initial from './0001-initial.js';
import * as dropped from './0002-dropped.js';
import * as acceptedPlugins from './0003-accepted-plugins.js';
import * as notifications from './0004-notifications.js';
import * as backfill from './0005-backfill.js';
import * as proxy from './0006-proxy.js';
import * as leaseHolder from './0007-lease-holder.js';

/** All migrations of the settings database, by name, oldest first. Applied ones never change. */
export const migrations: Readonly<Record<string, Migration>> = Object.freeze({
  '0001-initial': initial,
  '0002-dropped': dropped,
  '0003-accepted-plugins': acceptedPlugins,
  '0004-notifications': notifications,
  '0005-backfill': backfill,
  '0006-proxy': proxy,
  '0007-lease-holder': leaseHolder,
});
