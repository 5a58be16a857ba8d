import type { SessionHeader } from '@integration-client/sdk';
import type { Selectable } from 'kysely';
import { neverHad } from '../transfer/failure-codes.js';
import { type FailedItem, type Failure, leastTime, maxAttempts } from '../transfer/state.js';
import { chunks } from './chunks.js';
import type { SettingsDatabase, SettingsTables, SettingsTransaction } from './schema.js';

type Row = Selectable<SettingsTables['failed_item']>;

const keysAtOnce = 500;
/** Fourteen parameters a row. */
const rowsAtOnce = 75;

const columns = [
  'key',
  'operation',
  'code',
  'message',
  'attempts',
  'quarantined',
  'since',
  'session',
  'position',
] as const;

/** Of those keys, the ones that failed on the way to this destination. */
export async function findFailed(
  database: SettingsDatabase,
  destinationId: number,
  keys: readonly string[],
): Promise<FailedItem[]> {
  return (await findRows(database, destinationId, keys)).map(itemOf);
}

/** Counts one more attempt each. Answers what the items are now. */
export async function writeFailures(
  transaction: SettingsTransaction,
  siteId: number,
  destinationId: number,
  failures: readonly Failure[],
  now: Date,
): Promise<FailedItem[]> {
  const keys = failures.map((failure) => failure.key);
  const before = new Map((await findRows(transaction, destinationId, keys)).map((row) => [row.key, row]));
  const rows = failures.map((failure): Row => {
    const known = before.get(failure.key);
    const attempts = (known?.attempts ?? 0) + 1;
    const since = known?.since ?? now.getTime();
    // A person may try again what is aside. If that fails it stays there: no run would ask for it.
    const wasAside = known?.quarantined === 1 && !neverHad.has(known.code);
    const isAside = failure.permanent || wasAside || (attempts >= maxAttempts && now.getTime() - since >= leastTime);
    return {
      destination_id: destinationId,
      key: failure.key,
      site_id: siteId,
      operation: failure.operation,
      code: failure.code,
      // It may quote what came from outside.
      message: failure.message.replaceAll('\0', '\uFFFD'),
      attempts,
      quarantined: isAside ? 1 : 0,
      since,
      session: failure.session === undefined ? null : JSON.stringify(failure.session),
      position: failure.position ?? null,
      payload: failure.payload ?? null,
      payload_bytes: failure.payload?.length ?? null,
      // What was dropped and is tried all the same is a failure like any other again.
      dropped: null,
    };
  });
  await removeFailed(transaction, destinationId, keys);
  for (const some of chunks(rows, rowsAtOnce)) await transaction.insertInto('failed_item').values(some).execute();
  return rows.map(itemOf);
}

/** Forgets that these items failed. */
export async function removeFailed(
  transaction: SettingsTransaction,
  destinationId: number,
  keys: readonly string[],
): Promise<void> {
  for (const some of chunks(keys, keysAtOnce)) {
    await transaction
      .deleteFrom('failed_item')
      .where('destination_id', '=', destinationId)
      .where('key', 'in', some)
      .execute();
  }
}

async function findRows(
  database: SettingsDatabase,
  destinationId: number,
  keys: readonly string[],
): Promise<Pick<Row, (typeof columns)[number]>[]> {
  const rows: Pick<Row, (typeof columns)[number]>[] = [];
  for (const some of chunks(keys, keysAtOnce)) {
    rows.push(
      ...(await database
        .selectFrom('failed_item')
        .select(columns)
        .where('destination_id', '=', destinationId)
        .where('key', 'in', some)
        .execute()),
    );
  }
  return rows;
}

function itemOf(row: Pick<Row, (typeof columns)[number]>): FailedItem {
  return {
    operation: row.operation,
    key: row.key,
    code: row.code,
    message: row.message,
    attempts: row.attempts,
    quarantined: row.quarantined === 1,
    ...(row.session === null ? {} : { session: headerOf(row.session) }),
    ...(row.position === null ? {} : { position: row.position }),
  };
}

function headerOf(json: string): SessionHeader {
  const { startTime, endTime, ...header } = JSON.parse(json);
  return {
    ...header,
    ...(startTime === undefined ? {} : { startTime: new Date(startTime) }),
    ...(endTime === undefined ? {} : { endTime: new Date(endTime) }),
  };
}
