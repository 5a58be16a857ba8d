import type { RunReport } from '../run.js';
import type { TransferFigures } from '../transfer-figures.js';
import type { SettingsDatabase, SettingsTransaction } from './schema.js';

/** Notes of a run's transfers that delivered everything when that was: at the start, as later data is of the next run. */
export async function recordSuccess(transaction: SettingsTransaction, run: RunReport): Promise<void> {
  const { schedule: name } = run;
  const done = run.transfers.filter(({ outcome }) => outcome === 'done');
  if (name === undefined || done.length === 0) return;
  const ids = await transaction
    .selectFrom('transfer')
    .innerJoin('schedule', 'schedule.id', 'transfer.schedule_id')
    .innerJoin('site', 'site.id', 'transfer.site_id')
    .innerJoin('destination', 'destination.id', 'transfer.destination_id')
    .select(['schedule_id', 'site_id', 'destination_id', 'site.name as site', 'destination.name as destination'])
    .where('schedule.name', '=', name)
    .execute();
  // Between two places there can be several transfers of a schedule: all have to have gone well.
  const failed = new Set(run.transfers.filter(({ outcome }) => outcome !== 'done').map(placesOf));
  const places = new Set(done.map(placesOf).filter((place) => !failed.has(place)));
  const rows = new Map(ids.filter((row) => places.has(placesOf(row))).map((row) => [placesOf(row), row]));
  for (const { schedule_id, site_id, destination_id } of rows.values()) {
    await transaction
      .deleteFrom('last_success')
      .where('schedule_id', '=', schedule_id)
      .where('site_id', '=', site_id)
      .where('destination_id', '=', destination_id)
      .execute();
    await transaction
      .insertInto('last_success')
      .values({ schedule_id, site_id, destination_id, time: Date.parse(run.started) })
      .execute();
  }
}

function placesOf({ site, destination }: { readonly site: string; readonly destination: string }): string {
  return JSON.stringify([site, destination]);
}

/** What is known of each transfer, in numbers. */
export async function transferFigures(database: SettingsDatabase): Promise<TransferFigures> {
  const successes = await database
    .selectFrom('last_success')
    .innerJoin('schedule', 'schedule.id', 'last_success.schedule_id')
    .innerJoin('site', 'site.id', 'last_success.site_id')
    .innerJoin('destination', 'destination.id', 'last_success.destination_id')
    .select(['schedule.name as schedule', 'site.name as site', 'destination.name as destination', 'last_success.time'])
    .execute();
  const checkpoints = await database
    .selectFrom('checkpoint')
    .innerJoin('site', 'site.id', 'checkpoint.site_id')
    .innerJoin('destination', 'destination.id', 'checkpoint.destination_id')
    .select(['site.name as site', 'destination.name as destination', 'checkpoint.operation', 'checkpoint.asked'])
    .execute();
  const failed = await database
    .selectFrom('failed_item')
    .innerJoin('site', 'site.id', 'failed_item.site_id')
    .innerJoin('destination', 'destination.id', 'failed_item.destination_id')
    .select(({ fn }) => [
      'site.name as site',
      'destination.name as destination',
      'failed_item.operation',
      'failed_item.quarantined',
      fn.countAll<number>().as('count'),
    ])
    .where('failed_item.dropped', 'is', null)
    .groupBy(['site.name', 'destination.name', 'failed_item.operation', 'failed_item.quarantined'])
    .execute();
  const pending = await database
    .selectFrom('pending')
    .innerJoin('site', 'site.id', 'pending.site_id')
    .innerJoin('destination', 'destination.id', 'pending.destination_id')
    .select(({ fn }) => [
      'site.name as site',
      'destination.name as destination',
      'pending.operation',
      fn.countAll<number>().as('count'),
    ])
    .groupBy(['site.name', 'destination.name', 'pending.operation'])
    .execute();
  return {
    successes: successes.map(({ time, ...rest }) => ({ ...rest, time: new Date(time) })),
    checkpoints: checkpoints.map(({ asked, ...rest }) => ({ ...rest, asked: new Date(asked) })),
    failed: failed.map(({ quarantined, count, ...rest }) => ({
      ...rest,
      quarantined: quarantined === 1,
      count: Number(count),
    })),
    pending: pending.map(({ count, ...rest }) => ({ ...rest, count: Number(count) })),
  };
}
