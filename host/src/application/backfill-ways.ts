import type { BackfillRequest } from '@integration-client/core/application';
import type { Configuration, TransferSettings } from '@integration-client/core/configuration';
import { type Fault, SettingsError } from '@integration-client/core/faults';
import { dayAfter, startOfDay } from '@integration-client/core/schedule/local-day';
import { ConfigError, type Operation } from '@integration-client/sdk';
import { entry } from './settings.js';

/** The span of a backfill: from the beginning of its first day to the end of its last. Throws SettingsError. */
export function backfillSpan(
  { from, to }: BackfillRequest,
  timeZone: string | null,
  now: Date,
): { readonly from: Date; readonly to: Date } {
  const zone = timeZone ?? undefined;
  const [begin, last] = [startOfDay(from, zone), startOfDay(to, zone)];
  const faults: Fault[] = [];
  for (const [path, text, day] of [['--from', from, begin] as const, ['--to', to, last] as const]) {
    if (day === undefined) faults.push({ path, message: `"${text}" is no day; it reads YYYY-MM-DD` });
  }
  if (begin !== undefined && begin > now) faults.push({ path: '--from', message: `${from} has not come yet` });
  if (begin !== undefined && last !== undefined && last < begin) {
    faults.push({ path: '--to', message: `${to} is before ${from}` });
  }
  const end = last === undefined ? undefined : startOfDay(dayAfter(to, 1), zone);
  if (faults.length > 0 || begin === undefined || end === undefined) {
    throw new SettingsError('This is no range of days', faults, 'For example: --from 2026-01-01 --to 2026-01-31');
  }
  return { from: begin, to: end };
}

/**
 * The ways of a backfill. Sites, destinations and operations that are all named: each to each. Otherwise what the schedules
 * move, or the one that is named, as far as it was named. A backup cannot be taken of the past. Throws ConfigError for a
 * name that is not configured, and `backfill-nothing`.
 */
export function backfillWays(request: BackfillRequest, configuration: Configuration): TransferSettings[] {
  const { schedule, sites, destinations, operations } = request;
  for (const site of sites ?? []) entry(configuration, 'site', site);
  for (const destination of destinations ?? []) entry(configuration, 'destination', destination);
  if (operations?.includes('site-backups') === true) {
    throw nothing('A backup of the past cannot be taken', 'Leave out site-backups.');
  }
  const ways = merged(
    schedule === undefined && sites !== undefined && destinations !== undefined && operations !== undefined
      ? sites.flatMap((site) => destinations.map((destination) => ({ site, destination, operations })))
      : scheduled(schedule, configuration).map((transfer) => ({
          ...transfer,
          operations: transfer.operations.filter((operation) => operations?.includes(operation) ?? true),
        })),
  ).filter(
    (way) =>
      (sites?.includes(way.site) ?? true) &&
      (destinations?.includes(way.destination) ?? true) &&
      way.operations.length > 0 &&
      entry(configuration, 'site', way.site).enabled &&
      entry(configuration, 'destination', way.destination).enabled,
  );
  if (ways.length > 0) return ways;
  throw nothing(
    'There is nothing that this backfill could move',
    'What is not named is taken from the schedules; without one, name --site, --destination and --operation. Sites and destinations have to be enabled.',
  );
}

function scheduled(name: string | undefined, configuration: Configuration): readonly TransferSettings[] {
  if (name !== undefined) return entry(configuration, 'schedule', name).transfers;
  return configuration.schedules.flatMap(({ transfers }) => transfers);
}

/** One way between two places, whichever schedules have it. */
function merged(transfers: readonly TransferSettings[]): TransferSettings[] {
  const ways = new Map<string, { readonly transfer: TransferSettings; readonly operations: Set<Operation> }>();
  for (const transfer of transfers) {
    const places = JSON.stringify([transfer.site, transfer.destination]);
    const way = ways.get(places) ?? { transfer, operations: new Set<Operation>() };
    for (const operation of transfer.operations) if (operation !== 'site-backups') way.operations.add(operation);
    ways.set(places, way);
  }
  return [...ways.values()].map(({ transfer, operations }) => ({ ...transfer, operations: [...operations] }));
}

function nothing(message: string, hint: string): ConfigError {
  return new ConfigError(message, { code: 'backfill-nothing', hint });
}
