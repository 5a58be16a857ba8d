import type { Disk } from '@integration-client/sdk';
import { placeOf } from '@integration-client/sdk/sqlserver';
import type { Home } from '../../home.js';
import type { Sealer } from '../../secrets/seal.js';
import { keyFact, unfinishedFact } from '../facts.js';
import type { Leases } from '../lease.js';
import { migrate } from '../migrate.js';
import { migrations } from '../migrations/index.js';
import type { SettingsDatabase } from '../schema.js';
import type { SqlServerPlace } from '../settings-place.js';
import { settingsTables } from '../settings-tables.js';
import { connectionConfig } from './connection.js';
import { inspectServerDatabase, inspectTarget } from './inspect.js';
import { SqlServerLeases } from './leases.js';
import { openServerDatabase } from './open-database.js';

/** An open database on a server. */
export interface ServerDatabase {
  readonly database: SettingsDatabase;
  /** `server/database`. */
  readonly place: string;
  readonly isEncrypted: boolean;
  readonly leases: Leases;
}

/** Opens the settings database of a home, after bringing its tables up to date; what cannot be used is left as it is. */
export async function openServerStore(
  home: Home,
  target: SqlServerPlace,
  sealer: Sealer,
  disk: Disk,
): Promise<ServerDatabase> {
  return opened(target, disk, {}, async ({ database, place }) => {
    await inspectServerDatabase(database, place, home, sealer);
    await migrate(database, place, migrations);
    await finish(database);
  });
}

/**
 * Makes an empty settings database on a server: creates the database where there is none. It counts only after its place
 * was written and {@link finish}. Throws as {@link inspectTarget} and {@link openServerDatabase} do.
 */
export async function makeServerDatabase(target: SqlServerPlace, sealer: Sealer, disk: Disk): Promise<ServerDatabase> {
  return opened(target, disk, { create: true }, async ({ database, place }) => {
    await inspectTarget(database, place, sealer);
    await migrate(database, place, migrations);
    await database.transaction().execute(async (transaction) => {
      // Another program may have been as far.
      await inspectTarget(transaction, place, sealer);
      for (const { name } of settingsTables.toReversed()) await transaction.deleteFrom(name).execute();
      const facts = [keyFact, unfinishedFact].map((name) => ({ name, value: sealer.keyId }));
      await transaction.insertInto('fact').values(facts).execute();
    });
  });
}

/** What is written down as the settings database is no longer being made. */
export async function finish(database: SettingsDatabase): Promise<void> {
  const isUnfinished = await database
    .selectFrom('fact')
    .select('name')
    .where('name', '=', unfinishedFact)
    .executeTakeFirst();
  if (isUnfinished === undefined) return;
  await database
    .transaction()
    .execute((transaction) => transaction.deleteFrom('fact').where('name', '=', unfinishedFact).execute());
}

async function opened(
  target: SqlServerPlace,
  disk: Disk,
  options: { readonly create?: boolean },
  prepare: (server: ServerDatabase) => Promise<void>,
): Promise<ServerDatabase> {
  const config = await connectionConfig(target, disk);
  const database = await openServerDatabase(config, options);
  const isEncrypted = config.options?.encrypt !== false;
  const server = { database, place: placeOf(config), isEncrypted, leases: new SqlServerLeases(config) };
  try {
    await prepare(server);
    return server;
  } catch (error) {
    await database.destroy();
    throw error;
  }
}
