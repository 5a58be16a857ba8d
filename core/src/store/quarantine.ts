import { ConfigError } from '@integration-client/sdk';
import type { QuarantinedItem, QuarantineView } from '../application.js';
import { parseItemKey } from '../transfer/item-key.js';
import { chunks } from './chunks.js';
import type { SettingsDatabase, SettingsTransaction } from './schema.js';

const keysAtOnce = 500;

/** All that failed, what a person dropped among it, oldest first. */
export async function quarantineViews(database: SettingsDatabase): Promise<QuarantineView[]> {
  const rows = await database
    .selectFrom('failed_item')
    .innerJoin('site', 'site.id', 'failed_item.site_id')
    .innerJoin('destination', 'destination.id', 'failed_item.destination_id')
    .select([
      'site.name as site',
      'destination.name as destination',
      'failed_item.operation',
      'failed_item.key',
      'failed_item.quarantined',
      'failed_item.dropped',
      'failed_item.attempts',
      'failed_item.code',
      'failed_item.message',
      'failed_item.since',
      'failed_item.position',
      'failed_item.payload_bytes',
    ])
    .orderBy('failed_item.since')
    .orderBy('failed_item.key')
    .execute();
  return rows.map(({ position, dropped, payload_bytes: payloadBytes, ...row }) => {
    const lsid = parseItemKey(row.key)?.lsid;
    return {
      ...row,
      quarantined: row.quarantined === 1,
      since: new Date(row.since).toISOString(),
      ...(lsid === undefined ? {} : { lsid }),
      ...(dropped === null ? {} : { dropped: new Date(dropped).toISOString() }),
      ...(position === null ? {} : { position }),
      ...(payloadBytes === null ? {} : { payloadBytes }),
    };
  });
}

/** The bytes kept of something that could not be read. */
export async function quarantinePayload(
  database: SettingsDatabase,
  { destination, key }: QuarantinedItem,
): Promise<Buffer | undefined> {
  const row = await database
    .selectFrom('failed_item')
    .innerJoin('destination', 'destination.id', 'failed_item.destination_id')
    .select('payload')
    .where('destination.name', '=', destination)
    .where('key', '=', key)
    .executeTakeFirst();
  return row?.payload ? Buffer.from(row.payload) : undefined;
}

/**
 * Forgets items: they stay aside, and no run asks for their sessions on their account. Throws ConfigError
 * `quarantine-unknown` where one of them is not there, and then changes nothing.
 */
export async function dropFailed(
  transaction: SettingsTransaction,
  items: readonly QuarantinedItem[],
  now: Date,
): Promise<void> {
  const destinations = await transaction.selectFrom('destination').select(['id', 'name']).execute();
  for (const { id, name } of destinations) {
    const keys = items.filter(({ destination }) => destination === name).map(({ key }) => key);
    for (const some of chunks([...new Set(keys)], keysAtOnce)) await drop(transaction, id, some, now);
  }
  const unknown = items.find(({ destination }) => !destinations.some(({ name }) => name === destination));
  if (unknown !== undefined) throw notThere(unknown.key);
}

async function drop(
  transaction: SettingsTransaction,
  destinationId: number,
  keys: readonly string[],
  now: Date,
): Promise<void> {
  const rows = await transaction
    .selectFrom('failed_item')
    .select(['site_id', 'operation', 'key', 'session'])
    .where('destination_id', '=', destinationId)
    .where('key', 'in', keys)
    .execute();
  const missing = keys.find((key) => !rows.some((row) => row.key === key));
  if (missing !== undefined) throw notThere(missing);
  await transaction
    .updateTable('failed_item')
    .set({ quarantined: 1, dropped: now.getTime() })
    .where('destination_id', '=', destinationId)
    .where('key', 'in', keys)
    .execute();
  const needed = await stillToBeAskedFor(transaction, destinationId);
  for (const { site_id: siteId, operation, key, session } of rows) {
    const lsid = parseItemKey(key)?.lsid;
    // A session in progress is asked for until it ends, whatever of it failed.
    const isInProgress = session !== null && JSON.parse(session).endTime === undefined;
    if (lsid === undefined || isInProgress || needed.has(JSON.stringify([siteId, operation, lsid]))) continue;
    await transaction
      .deleteFrom('pending')
      .where('site_id', '=', siteId)
      .where('destination_id', '=', destinationId)
      .where('operation', '=', operation)
      .where('lsid', '=', lsid)
      .execute();
  }
}

/** Sessions of which something failed that runs try again. */
async function stillToBeAskedFor(transaction: SettingsTransaction, destinationId: number): Promise<Set<string>> {
  const rows = await transaction
    .selectFrom('failed_item')
    .select(['site_id', 'operation', 'key'])
    .where('destination_id', '=', destinationId)
    .where('quarantined', '=', 0)
    .execute();
  return new Set(
    rows.map(({ site_id, operation, key }) => JSON.stringify([site_id, operation, parseItemKey(key)?.lsid])),
  );
}

function notThere(key: string): ConfigError {
  return new ConfigError(`${key} is not in quarantine`, {
    code: 'quarantine-unknown',
    hint: 'It may have been delivered by now: ic quarantine list',
  });
}
