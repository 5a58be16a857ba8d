import type { ColumnDefinitionBuilder, Kysely } from 'kysely';
import { columnTypes } from '../column-types.js';

/** Keeps what mail has to tell, lets a mail server have a certificate authority of its own, and knows when transfers went well. */
export async function up(database: Kysely<unknown>): Promise<void> {
  const types = columnTypes(database);
  await database.schema.alterTable('notification').addColumn('ca_file', types.text).execute();
  await database.schema
    .createTable('incident')
    .addColumn('key', types.key(64), (column) => column.primaryKey().notNull())
    .addColumn('schedule', types.text)
    .addColumn('site', types.text)
    .addColumn('destination', types.text)
    .addColumn('code', types.text, (column) => column.notNull())
    .addColumn('message', types.text, (column) => column.notNull())
    .addColumn('hint', types.text)
    .addColumn('outcome', types.text, (column) => column.notNull())
    .addColumn('failed_items', types.integer, (column) => column.notNull())
    .addColumn('since', types.integer, (column) => column.notNull())
    .addColumn('last', types.integer, (column) => column.notNull())
    .addColumn('occurrences', types.integer, (column) => column.notNull())
    .addColumn('recovered', types.integer)
    .addColumn('mails', types.integer, (column) => column.notNull())
    .addColumn('told', types.integer)
    .addColumn('told_occurrences', types.integer, (column) => column.notNull())
    .execute();
  const entry = (name: string) => (column: ColumnDefinitionBuilder) =>
    column.notNull().references(`${name}.id`).onDelete('cascade');
  await database.schema
    .createTable('last_success')
    .addColumn('schedule_id', types.integer, entry('schedule'))
    .addColumn('site_id', types.integer, entry('site'))
    .addColumn('destination_id', types.integer, entry('destination'))
    .addColumn('time', types.integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('last_success_key', ['schedule_id', 'site_id', 'destination_id'])
    .execute();
}
