import { ConfigError, type Operation, type Product } from '@integration-client/sdk';
import type { Checkpoint, FailedItem, Failure, LedgerEntry, PendingSession, TransferState } from '../transfer/state.js';
import { chunks } from './chunks.js';
import { findFailed, removeFailed, writeFailures } from './failed-items.js';
import { findDelivered, writeDelivered } from './ledger.js';
import type { SettingsDatabase, SettingsTransaction } from './schema.js';

const keysAtOnce = 500;
/** Five parameters a row. */
const rowsAtOnce = 200;

/** Finds what a transfer remembers. Throws ConfigError `unknown-site`, `unknown-destination`. */
export async function openTransferState(
  database: SettingsDatabase,
  site: string,
  destination: string,
  now: () => Date,
): Promise<TransferState> {
  // Whole rows, as then whole rows are checked: what a spoiled page has for one column may look right.
  const siteRow = await database.selectFrom('site').selectAll().where('name', '=', site).executeTakeFirst();
  if (siteRow === undefined) throw notConfigured('site', site);
  const destinationRow = await database
    .selectFrom('destination')
    .selectAll()
    .where('name', '=', destination)
    .executeTakeFirst();
  if (destinationRow === undefined) throw notConfigured('destination', destination);
  return new StoredTransferState(database, siteRow, destinationRow.id, now);
}

class StoredTransferState implements TransferState {
  readonly #database: SettingsDatabase;
  readonly #site: { readonly id: number; readonly host: string };
  readonly #destinationId: number;
  readonly #now: () => Date;

  constructor(
    database: SettingsDatabase,
    site: { readonly id: number; readonly host: string },
    destinationId: number,
    now: () => Date,
  ) {
    this.#database = database;
    this.#site = site;
    this.#destinationId = destinationId;
    this.#now = now;
  }

  async product(): Promise<Product | undefined> {
    const row = await this.#database
      .selectFrom('site')
      .select('product')
      .where('id', '=', this.#site.id)
      .executeTakeFirst();
    return row?.product ?? undefined;
  }

  saveProduct(product: Product): Promise<void> {
    return this.#write(async (transaction) => {
      await transaction.updateTable('site').set({ product }).where('id', '=', this.#site.id).execute();
    });
  }

  async checkpoint(operation: Operation): Promise<Checkpoint | undefined> {
    const row = await this.#database
      .selectFrom('checkpoint')
      .select(['through', 'asked'])
      .where('site_id', '=', this.#site.id)
      .where('destination_id', '=', this.#destinationId)
      .where('operation', '=', operation)
      .executeTakeFirst();
    return row && { through: new Date(row.through), asked: new Date(row.asked) };
  }

  saveCheckpoint(operation: Operation, checkpoint: Checkpoint): Promise<void> {
    return this.#write(async (transaction) => {
      await transaction
        .deleteFrom('checkpoint')
        .where('site_id', '=', this.#site.id)
        .where('destination_id', '=', this.#destinationId)
        .where('operation', '=', operation)
        .execute();
      await transaction
        .insertInto('checkpoint')
        .values({
          site_id: this.#site.id,
          destination_id: this.#destinationId,
          operation,
          through: checkpoint.through.getTime(),
          asked: checkpoint.asked.getTime(),
        })
        .execute();
    });
  }

  delivered(keys: readonly string[]): Promise<LedgerEntry[]> {
    return findDelivered(this.#database, this.#destinationId, unique(keys));
  }

  async recordDelivered(entries: readonly LedgerEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const byKey = new Map(entries.map((entry) => [entry.key, entry]));
    await this.#write(async (transaction) => {
      await writeDelivered(transaction, this.#site.id, this.#destinationId, [...byKey.values()]);
      await removeFailed(transaction, this.#destinationId, [...byKey.keys()]);
    });
  }

  async pending(): Promise<PendingSession[]> {
    const rows = await this.#database
      .selectFrom('pending')
      .select(['operation', 'lsid', 'since'])
      .where('site_id', '=', this.#site.id)
      .where('destination_id', '=', this.#destinationId)
      .orderBy('since')
      .orderBy('lsid')
      .execute();
    return rows.map((row) => ({ ...row, since: new Date(row.since) }));
  }

  async addPending(sessions: readonly PendingSession[]): Promise<void> {
    if (sessions.length === 0) return;
    await this.#write(async (transaction) => {
      for (const [operation, sinceByLsid] of byOperation(sessions)) {
        for (const some of chunks([...sinceByLsid], rowsAtOnce)) {
          const lsids = some.map(([lsid]) => lsid);
          const there = await this.#pendingOf(transaction, operation, lsids);
          // One that is there already keeps its time: its wait has a limit.
          const rows = some
            .filter(([lsid]) => !there.has(lsid))
            .map(([lsid, since]) => ({
              site_id: this.#site.id,
              destination_id: this.#destinationId,
              operation,
              lsid,
              since: since.getTime(),
            }));
          if (rows.length > 0) await transaction.insertInto('pending').values(rows).execute();
        }
      }
    });
  }

  async removePending(operation: Operation, lsids: readonly string[]): Promise<void> {
    if (lsids.length === 0) return;
    await this.#write(async (transaction) => {
      for (const some of chunks(lsids, keysAtOnce)) {
        await transaction
          .deleteFrom('pending')
          .where('site_id', '=', this.#site.id)
          .where('destination_id', '=', this.#destinationId)
          .where('operation', '=', operation)
          .where('lsid', 'in', some)
          .execute();
      }
    });
  }

  failed(keys: readonly string[]): Promise<FailedItem[]> {
    return findFailed(this.#database, this.#destinationId, unique(keys));
  }

  async recordFailures(failures: readonly Failure[]): Promise<FailedItem[]> {
    if (failures.length === 0) return [];
    const byKey = new Map(failures.map((failure) => [failure.key, failure]));
    return this.#write((transaction) =>
      writeFailures(transaction, this.#site.id, this.#destinationId, [...byKey.values()], this.#now()),
    );
  }

  async #pendingOf(
    transaction: SettingsTransaction,
    operation: Operation,
    lsids: readonly string[],
  ): Promise<Set<string>> {
    const rows = await transaction
      .selectFrom('pending')
      .select('lsid')
      .where('site_id', '=', this.#site.id)
      .where('destination_id', '=', this.#destinationId)
      .where('operation', '=', operation)
      .where('lsid', 'in', lsids)
      .execute();
    return new Set(rows.map((row) => row.lsid));
  }

  /**
   * One transaction, refused with ConfigError `settings-changed` when the site or the destination is no longer what the
   * transfer began with: what was learned of one appliance must not count for another.
   */
  #write<Result>(change: (transaction: SettingsTransaction) => Promise<Result>): Promise<Result> {
    return this.#database.transaction().execute(async (transaction) => {
      const same = await transaction
        .selectFrom('site')
        .innerJoin('destination', (join) => join.on('destination.id', '=', this.#destinationId))
        .select('site.id')
        .where('site.id', '=', this.#site.id)
        .where('site.host', '=', this.#site.host)
        .executeTakeFirst();
      if (same === undefined) {
        throw new ConfigError('The site or the destination was removed or changed while the transfer was running', {
          code: 'settings-changed',
          hint: 'The next run begins with the new settings.',
        });
      }
      return change(transaction);
    });
  }
}

function notConfigured(kind: 'site' | 'destination', name: string): ConfigError {
  return new ConfigError(`There is no ${kind} ${name}`, {
    code: `unknown-${kind}`,
    hint: `ic ${kind} list shows the ${kind}s there are.`,
  });
}

function unique(keys: readonly string[]): string[] {
  return [...new Set(keys)];
}

function byOperation(sessions: readonly PendingSession[]): Map<Operation, Map<string, Date>> {
  const groups = new Map<Operation, Map<string, Date>>();
  for (const { operation, lsid, since } of sessions) {
    const group = groups.get(operation) ?? new Map<string, Date>();
    groups.set(operation, group.set(lsid, since));
  }
  return groups;
}
