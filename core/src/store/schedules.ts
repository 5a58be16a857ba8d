import { ConfigError } from '@integration-client/sdk';
import type { ScheduleSettings } from '../configuration.js';
import { idsByName, removeOthers } from './entries.js';
import type { SettingsTransaction } from './schema.js';

/** All schedules with their transfers, in the order people wrote them. */
export async function loadSchedules(transaction: SettingsTransaction): Promise<ScheduleSettings[]> {
  const schedules = await transaction.selectFrom('schedule').selectAll().orderBy('position').execute();
  const transfers = await transaction
    .selectFrom('transfer')
    .innerJoin('site', 'site.id', 'transfer.site_id')
    .innerJoin('destination', 'destination.id', 'transfer.destination_id')
    .select(['schedule_id', 'operations', 'site.name as site', 'destination.name as destination'])
    .orderBy('transfer.position')
    .execute();
  return schedules.map((schedule) => ({
    name: schedule.name,
    enabled: schedule.enabled === 1,
    every: JSON.parse(schedule.every),
    transfers: transfers
      .filter((transfer) => transfer.schedule_id === schedule.id)
      .map(({ site, destination, operations }) => ({ site, destination, operations: JSON.parse(operations) })),
  }));
}

/** Makes the tables hold exactly these schedules. A schedule with another period has no next run until it is computed. */
export async function saveSchedules(
  transaction: SettingsTransaction,
  schedules: readonly ScheduleSettings[],
): Promise<void> {
  await removeOthers(transaction, 'schedule', schedules);
  const rows = await transaction.selectFrom('schedule').select(['id', 'name', 'every', 'next_run']).execute();
  const before = new Map(rows.map((row) => [row.name, row]));
  for (const [position, schedule] of schedules.entries()) {
    const old = before.get(schedule.name);
    const every = JSON.stringify(schedule.every);
    const row = {
      name: schedule.name,
      position,
      enabled: schedule.enabled ? 1 : 0,
      every,
      next_run: old?.every === every ? old.next_run : null,
    };
    if (old === undefined) await transaction.insertInto('schedule').values(row).execute();
    else await transaction.updateTable('schedule').set(row).where('id', '=', old.id).execute();
  }
  await saveTransfers(transaction, schedules);
}

async function saveTransfers(transaction: SettingsTransaction, schedules: readonly ScheduleSettings[]): Promise<void> {
  const scheduleIds = await idsByName(transaction, 'schedule');
  const siteIds = await idsByName(transaction, 'site');
  const destinationIds = await idsByName(transaction, 'destination');
  await transaction.deleteFrom('transfer').execute();
  for (const schedule of schedules) {
    for (const [position, transfer] of schedule.transfers.entries()) {
      await transaction
        .insertInto('transfer')
        .values({
          schedule_id: idOf(scheduleIds, 'schedule', schedule.name),
          position,
          site_id: idOf(siteIds, 'site', transfer.site),
          destination_id: idOf(destinationIds, 'destination', transfer.destination),
          operations: JSON.stringify(transfer.operations),
        })
        .execute();
    }
  }
}

function idOf(ids: ReadonlyMap<string, number>, kind: string, name: string): number {
  const id = ids.get(name);
  if (id === undefined) throw new ConfigError(`There is no ${kind} ${name}`, { code: `unknown-${kind}` });
  return id;
}
