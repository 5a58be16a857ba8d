import type { Operation } from '@integration-client/sdk';
import type { SettingsDatabase, SettingsTransaction } from './schema.js';

/** What a backfill delivers on one way, from one time to another; the end is not part of it. */
export interface BackfillRange {
  readonly site: string;
  readonly destination: string;
  readonly operations: readonly Operation[];
  readonly from: Date;
  readonly to: Date;
}

/** Up to where a backfill of just this range came before it was interrupted; nothing where it begins at the beginning. */
export async function loadBackfilled(database: SettingsDatabase, range: BackfillRange): Promise<Date | undefined> {
  const { site, destination, operations, from, to } = range;
  const rows = await database
    .selectFrom('backfill')
    .innerJoin('site', 'site.id', 'backfill.site_id')
    .innerJoin('destination', 'destination.id', 'backfill.destination_id')
    .select('through')
    .where('site.name', '=', site)
    .where('destination.name', '=', destination)
    .where('operation', 'in', operations)
    .where('range_from', '=', from.getTime())
    .where('range_to', '=', to.getTime())
    .execute();
  if (rows.length < operations.length) return undefined;
  return new Date(Math.min(...rows.map(({ through }) => through)));
}

/** Remembers how far a backfill came; without a time it is over, and nothing is remembered. */
export async function saveBackfilled(
  transaction: SettingsTransaction,
  { site, destination, operations, from, to }: BackfillRange,
  through: Date | undefined,
): Promise<void> {
  const way = await transaction
    .selectFrom('site')
    .innerJoin('destination', (join) => join.on('destination.name', '=', destination))
    .select(['site.id as site_id', 'destination.id as destination_id'])
    .where('site.name', '=', site)
    .executeTakeFirst();
  // Removed meanwhile: then there is nothing to remember it for.
  if (way === undefined) return;
  await transaction
    .deleteFrom('backfill')
    .where('site_id', '=', way.site_id)
    .where('destination_id', '=', way.destination_id)
    .where('operation', 'in', operations)
    .execute();
  if (through === undefined) return;
  const range = { range_from: from.getTime(), range_to: to.getTime(), through: through.getTime() };
  const rows = operations.map((operation) => ({ ...way, operation, ...range }));
  await transaction.insertInto('backfill').values(rows).execute();
}
