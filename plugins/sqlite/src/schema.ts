import { type ColumnDefinition, storageTables, type TableDefinition } from '@integration-client/sdk';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { columnTypes } from './column-types.js';
import { applicationId, checkSchema, type SchemaState, schemaVersion } from './schema-check.js';
import { inTransaction } from './transaction.js';

/** Quotes the name of a table or column: `user` and others are words of SQL. */
export function quoted(name: string): string {
  return `"${name}"`;
}

/**
 * Makes the tables in a new database and brings those of an earlier version up to date, wholly or not at all. Returns
 * what the database was before. Throws as {@link checkSchema} does, and SQLite's own errors.
 */
export function prepareSchema(db: DatabaseSyncInstance, file: string): SchemaState['kind'] {
  return inTransaction(db, () => {
    const { kind, missing } = checkSchema(db, file);
    for (const table of storageTables) {
      db.exec(createTable(table));
      for (const column of missing.get(table) ?? []) {
        db.exec(`ALTER TABLE ${quoted(table.name)} ADD COLUMN ${quoted(column.name)} ${columnTypes[column.type]}`);
      }
      for (const index of createIndexes(table)) db.exec(index);
    }
    if (kind !== 'current') db.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion}`);
    return kind;
  });
}

function createTable(table: TableDefinition): string {
  return `CREATE TABLE IF NOT EXISTS ${quoted(table.name)} (\n  ${table.columns.map(createColumn).join(',\n  ')}\n)`;
}

function createColumn(column: ColumnDefinition): string {
  const parts = [quoted(column.name), columnTypes[column.type]];
  if (!column.nullable && column.type !== 'id') parts.push('NOT NULL');
  if (column.references !== undefined) parts.push(`REFERENCES ${quoted(column.references)} ("id") ON DELETE CASCADE`);
  return parts.join(' ');
}

function createIndexes(table: TableDefinition): string[] {
  const create = (kind: string) => (columns: readonly string[]) =>
    `CREATE ${kind} IF NOT EXISTS ${quoted([table.name, ...columns].join('_'))} ON ${quoted(table.name)} (${columns.map(quoted).join(', ')})`;
  return [...table.unique.map(create('UNIQUE INDEX')), ...table.indexes.map(create('INDEX'))];
}
