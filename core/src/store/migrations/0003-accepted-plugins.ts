import type { Kysely } from 'kysely';
import { columnTypes } from '../column-types.js';

/** Remembers which code of which plugins a person has accepted. */
export async function up(database: Kysely<unknown>): Promise<void> {
  const types = columnTypes(database);
  await database.schema
    .createTable('accepted_plugin')
    .addColumn('package', types.key(214), (column) => column.notNull())
    .addColumn('hash', types.key(64), (column) => column.notNull())
    .addColumn('plugin', types.text, (column) => column.notNull())
    .addColumn('version', types.text, (column) => column.notNull())
    .addColumn('source', types.text)
    .addColumn('accepted', types.integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('accepted_plugin_key', ['package', 'hash'] as never)
    .execute();
}
