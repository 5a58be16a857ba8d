import type { Kysely } from 'kysely';
import { columnTypes } from '../column-types.js';

/** Lets a person forget a failed item: since then it is neither tried again nor counted. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema.alterTable('failed_item').addColumn('dropped', columnTypes(database).integer).execute();
}
