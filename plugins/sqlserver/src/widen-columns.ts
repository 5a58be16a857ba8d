import { type ColumnDefinition, storageTables } from '@integration-client/sdk';
import type { Connection } from './connection.js';
import { lockOrFail } from './lock.js';
import { schemaLock } from './prepare-schema.js';
import { dropIndex, indexesOf, widenColumn } from './schema.js';
import { checkSchema, type SchemaState } from './schema-check.js';

/**
 * Makes indexed columns take text of any length, without their indexes: what is too long for an index is stored whole all
 * the same. Returns what the database is now. Throws as `prepareSchema` does.
 */
export async function widenColumns(
  connection: Connection,
  place: string,
  columns: ReadonlySet<ColumnDefinition>,
  signal: AbortSignal,
): Promise<SchemaState> {
  return connection.inTransaction(signal, async (session) => {
    await lockOrFail(session, schemaLock, 'Exclusive');
    // Another program may have done it meanwhile.
    const { wide, indexes } = await checkSchema(session, place);
    for (const table of storageTables) {
      const narrow = table.columns.filter((column) => columns.has(column) && !wide.has(column));
      const hindering = indexesOf(table).filter((index) => narrow.some(({ name }) => index.columns.includes(name)));
      for (const index of hindering) {
        if (indexes.get(table)?.has(index.name)) await session.run(dropIndex(table, index));
      }
      for (const column of narrow) await session.run(widenColumn(table, column));
    }
    return checkSchema(session, place);
  });
}
