import type { Kysely } from 'kysely';
import { columnTypes } from '../column-types.js';

/** Lets a site be reached through a proxy. */
export async function up(database: Kysely<unknown>): Promise<void> {
  const { text } = columnTypes(database);
  for (const name of ['proxy', 'proxy_username', 'proxy_password']) {
    await database.schema.alterTable('site').addColumn(name, text).execute();
  }
}
