import type { Kysely } from 'kysely';
import { columnTypes } from '../column-types.js';

/** Says who has a lease, for people who look: what one program knows of another on the same settings database. */
export async function up(database: Kysely<unknown>): Promise<void> {
  const types = columnTypes(database);
  await database.schema
    .createTable('lease_holder')
    .addColumn('key', types.key(64), (column) => column.primaryKey().notNull())
    .addColumn('name', types.text, (column) => column.notNull())
    .addColumn('machine', types.text, (column) => column.notNull())
    .addColumn('pid', types.integer, (column) => column.notNull())
    .addColumn('since', types.integer, (column) => column.notNull())
    .execute();
}
