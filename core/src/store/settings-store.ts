import { ConfigError } from '@integration-client/sdk';
import type { QuarantinedItem, QuarantineView } from '../application.js';
import type { Incident } from '../notify/incident.js';
import type { SentTimes } from '../notify/pacing.js';
import type { Outcome, RunReport } from '../run.js';
import { type Sealer, sealedField } from '../secrets/seal.js';
import type { TransferState } from '../transfer/state.js';
import type { DeliveryLedger } from '../transfer/verify.js';
import type { TransferFigures } from '../transfer-figures.js';
import { type AcceptedPlugin, acceptedPlugins, acceptPlugin, forgetPlugin } from './accepted-plugins.js';
import { type BackfillRange, loadBackfilled, saveBackfilled } from './backfills.js';
import { SettingsConfigurationStore } from './configuration-store.js';
import { StoredDeliveries } from './deliveries.js';
import { isKeyOf, sentMailsFact } from './facts.js';
import { loadIncidents, saveIncidents } from './incidents.js';
import { HomeLeases, type Lease, type Leases } from './lease.js';
import { forgetHolder, type LeaseHolder, notedHolders, noteHolder } from './lease-holders.js';
import { appliedMigrations } from './migrate.js';
import { dropFailed, quarantinePayload, quarantineViews } from './quarantine.js';
import { lastOutcomes, recentRuns, recordRun } from './runs.js';
import type { SettingsDatabase } from './schema.js';
import type { ConfigurationStore, KeptToken, ScheduleTimes, Store, StoreDescription } from './store.js';
import { transferFigures } from './transfer-figures.js';
import { openTransferState } from './transfer-state-store.js';

/** The {@link Store} over a database whose tables are up to date. */
export class SettingsStore implements Store {
  readonly configuration: ConfigurationStore;
  readonly description: StoreDescription;
  readonly #database: SettingsDatabase;
  readonly #leases: Leases;
  readonly #sealer: Sealer;
  readonly #now: () => Date;

  constructor(
    database: SettingsDatabase,
    sealer: Sealer,
    now: () => Date,
    description: StoreDescription,
    leases: Leases = new HomeLeases(),
  ) {
    this.#database = database;
    this.#leases = leases;
    this.#sealer = sealer;
    this.#now = now;
    this.description = description;
    this.configuration = new SettingsConfigurationStore(database, sealer);
  }

  async lease(name: string): Promise<Lease | undefined> {
    const lease = await this.#leases.take(name);
    if (lease === undefined || !this.#leases.areShared) return lease;
    // It is a note for people: what cannot be noted holds no work up.
    await noteHolder(this.#database, name, this.#now()).catch(() => undefined);
    const release = async () => {
      await forgetHolder(this.#database, name).catch(() => undefined);
      await lease.release();
    };
    return { lost: lease.lost, release };
  }

  async leasesElsewhere(): Promise<ReadonlyMap<string, LeaseHolder>> {
    const elsewhere = new Map<string, LeaseHolder>();
    if (!this.#leases.areShared) return elsewhere;
    for (const [name, holder] of await notedHolders(this.#database)) {
      if (await this.#leases.isHeldElsewhere(name)) elsewhere.set(name, holder);
    }
    return elsewhere;
  }

  async tablesVersion(): Promise<string> {
    return (await appliedMigrations(this.#database)).at(-1) ?? '';
  }

  transferState(site: string, destination: string): Promise<TransferState> {
    return openTransferState(this.#database, site, destination, this.#now);
  }

  async scheduleTimes(schedule: string): Promise<ScheduleTimes> {
    const row = await this.#database
      .selectFrom('schedule')
      .select(['last_run', 'next_run'])
      .where('name', '=', schedule)
      .executeTakeFirst();
    if (row === undefined) throw unknownSchedule(schedule);
    return timesOf(row);
  }

  async allScheduleTimes(): Promise<ReadonlyMap<string, ScheduleTimes>> {
    const rows = await this.#database.selectFrom('schedule').select(['name', 'last_run', 'next_run']).execute();
    return new Map(rows.map((row) => [row.name, timesOf(row)]));
  }

  async saveScheduleTimes(schedule: string, times: ScheduleTimes): Promise<void> {
    const { numUpdatedRows } = await this.#database.transaction().execute((transaction) =>
      transaction
        .updateTable('schedule')
        .set({ last_run: times.lastRun?.getTime() ?? null, next_run: times.nextRun?.getTime() ?? null })
        .where('name', '=', schedule)
        .executeTakeFirstOrThrow(),
    );
    if (numUpdatedRows === 0n) throw unknownSchedule(schedule);
  }

  recordRun(run: RunReport): Promise<void> {
    return recordRun(this.#database, run);
  }

  recentRuns(count: number): Promise<RunReport[]> {
    return recentRuns(this.#database, count);
  }

  lastOutcomes(): Promise<ReadonlyMap<string, Outcome>> {
    return lastOutcomes(this.#database);
  }

  transferFigures(): Promise<TransferFigures> {
    return transferFigures(this.#database);
  }

  async quarantine(): Promise<QuarantineView[]> {
    return (await quarantineViews(this.#database)).filter(({ dropped }) => dropped === undefined);
  }

  async dropped(): Promise<QuarantineView[]> {
    return (await quarantineViews(this.#database)).filter(({ dropped }) => dropped !== undefined);
  }

  dropQuarantined(items: readonly QuarantinedItem[]): Promise<void> {
    return this.#database.transaction().execute((transaction) => dropFailed(transaction, items, this.#now()));
  }

  quarantinePayload(destination: string, key: string): Promise<Buffer | undefined> {
    return quarantinePayload(this.#database, { destination, key });
  }

  deliveries(destination: string, sites?: readonly string[]): DeliveryLedger {
    return new StoredDeliveries(this.#database, destination, sites);
  }

  backfilled(range: BackfillRange): Promise<Date | undefined> {
    return loadBackfilled(this.#database, range);
  }

  saveBackfilled(range: BackfillRange, through?: Date): Promise<void> {
    return this.#database.transaction().execute((transaction) => saveBackfilled(transaction, range, through));
  }

  async fact(name: string): Promise<string | undefined> {
    const row = await this.#database.selectFrom('fact').select('value').where('name', '=', name).executeTakeFirst();
    return row?.value;
  }

  async saveFact(name: string, value: string): Promise<void> {
    await this.#database.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('fact').where('name', '=', name).execute();
      await transaction.insertInto('fact').values({ name, value }).execute();
    });
  }

  incidents(): Promise<readonly Incident[]> {
    return loadIncidents(this.#database);
  }

  saveIncidents(before: readonly Incident[], after: readonly Incident[]): Promise<void> {
    return this.#database.transaction().execute((transaction) => saveIncidents(transaction, before, after));
  }

  async sentMails(): Promise<SentTimes> {
    return sentTimes((await this.fact(sentMailsFact)) ?? '[]');
  }

  saveSentMails(times: SentTimes): Promise<void> {
    return this.saveFact(sentMailsFact, JSON.stringify(times));
  }

  async keptToken(account: string): Promise<KeptToken | undefined> {
    const row = await this.#database
      .selectFrom('token')
      .select(['token', 'expires'])
      .where('account', '=', account)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    return { token: this.#sealer.open(row.token, sealedField('token', account)), expires: new Date(row.expires) };
  }

  async keepToken(account: string, kept: KeptToken | undefined): Promise<void> {
    await this.#database.transaction().execute(async (transaction) => {
      // Under an old key nobody could open it; whoever needs a token gets one.
      if (!(await isKeyOf(transaction, this.#sealer))) return;
      await transaction.deleteFrom('token').where('account', '=', account).execute();
      if (kept === undefined) return;
      const token = this.#sealer.seal(kept.token, sealedField('token', account));
      await transaction.insertInto('token').values({ account, token, expires: kept.expires.getTime() }).execute();
    });
  }

  acceptedPlugins(): Promise<AcceptedPlugin[]> {
    return acceptedPlugins(this.#database);
  }

  acceptPlugin(accepted: AcceptedPlugin): Promise<void> {
    return acceptPlugin(this.#database, accepted);
  }

  forgetPlugin(packageName: string, but?: string): Promise<void> {
    return forgetPlugin(this.#database, packageName, but);
  }

  /** Safe to call twice. */
  async close(): Promise<void> {
    await this.#leases.close();
    await this.#database.destroy();
  }
}

function timesOf(row: { readonly last_run: number | null; readonly next_run: number | null }): ScheduleTimes {
  return {
    ...(row.last_run === null ? {} : { lastRun: new Date(row.last_run) }),
    ...(row.next_run === null ? {} : { nextRun: new Date(row.next_run) }),
  };
}

/** A fact is a text of any kind to the checks of what is read: what is no list of times holds no mail up. */
function sentTimes(json: string): SentTimes {
  try {
    const times: unknown = JSON.parse(json);
    return Array.isArray(times) ? times.filter((time): time is number => typeof time === 'number') : [];
  } catch {
    return [];
  }
}

function unknownSchedule(name: string): ConfigError {
  return new ConfigError(`There is no schedule ${name}`, {
    code: 'unknown-schedule',
    hint: 'ic schedule list shows the schedules there are.',
  });
}
