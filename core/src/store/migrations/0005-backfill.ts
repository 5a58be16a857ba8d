import type { ColumnDefinitionBuilder, Kysely } from 'kysely';
import { columnTypes } from '../column-types.js';

/** Remembers how far a backfill came that did not come to its end. */
export async function up(database: Kysely<unknown>): Promise<void> {
  const types = columnTypes(database);
  const entry = (name: string) => (column: ColumnDefinitionBuilder) =>
    column.notNull().references(`${name}.id`).onDelete('cascade');
  await database.schema
    .createTable('backfill')
    .addColumn('site_id', types.integer, entry('site'))
    .addColumn('destination_id', types.integer, entry('destination'))
    .addColumn('operation', types.key(40), (column) => column.notNull())
    .addColumn('range_from', types.integer, (column) => column.notNull())
    .addColumn('range_to', types.integer, (column) => column.notNull())
    .addColumn('through', types.integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('backfill_key', ['site_id', 'destination_id', 'operation'])
    .execute();
}
