import { storageTables } from '@integration-client/sdk';
import type { Connection, Session } from './connection.js';
import { lockOrFail } from './lock.js';
import { addColumn, createIndex, createTable, indexesOf, prepareBookkeeping } from './schema.js';
import { checkSchema, type SchemaState } from './schema-check.js';

/** The lock under which tables are made and changed. */
export const schemaLock = 'tables';

/**
 * Makes the tables in a new database and brings those of an earlier version up to date, wholly or not at all. Returns
 * what the database is now, and what it was before. Throws as {@link checkSchema} and {@link lockOrFail} do.
 */
export async function prepareSchema(
  connection: Connection,
  place: string,
  signal: AbortSignal,
): Promise<{ readonly before: SchemaState['kind']; readonly state: SchemaState }> {
  const found = await checkSchema(connection.session(signal), place);
  if (found.kind === 'current') return { before: found.kind, state: found };
  return connection.inTransaction(signal, async (session) => {
    await lockOrFail(session, schemaLock, 'Exclusive');
    // Another program may have made them meanwhile.
    const { kind, ...before } = await checkSchema(session, place);
    if (kind !== 'current') await upgrade(session, { kind, ...before });
    return { before: kind, state: await checkSchema(session, place) };
  });
}

async function upgrade(session: Session, { tables, missing, indexes, wide }: SchemaState): Promise<void> {
  for (const table of storageTables) {
    if (!tables.includes(table)) await session.run(createTable(table));
    for (const column of missing.get(table) ?? []) await session.run(addColumn(table, column));
    for (const index of indexesOf(table)) {
      const isPossible = !table.columns.some((column) => wide.has(column) && index.columns.includes(column.name));
      if (isPossible && !indexes.get(table)?.has(index.name)) await session.run(createIndex(table, index));
    }
  }
  for (const statement of prepareBookkeeping) await session.run(statement);
}
