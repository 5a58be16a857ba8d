import { type ColumnDefinition, dataColumns, storageTables } from '@integration-client/sdk';
import type { IBulkOptions, Table } from 'mssql';
import { tableToLoad } from './bulk-tables.js';
import { readColumns, readIndexes, readReferences, readVersion, readViews } from './catalogue.js';
import { neededRights, readRights } from './check.js';
import { canWiden } from './column-types.js';
import { bulkOptions } from './connection.js';
import {
  addColumn,
  createIndex,
  createTable,
  dropIndex,
  indexesOf,
  prepareBookkeeping,
  widenColumn,
} from './schema.js';
import type { Statement } from './statement.js';
import {
  createDatabase,
  deleteSessions,
  findDatabase,
  findSessions,
  lock,
  readRows,
  readSessionIds,
  readSessions,
  takeNumbers,
} from './statements.js';

/**
 * Every statement that the plugin can send, each as it is sent for two sessions; only the number of values in lists, and
 * which tables have rows and rights, differ. BEGIN, COMMIT and ROLLBACK are requests of the driver without text.
 */
export function everyStatement(): readonly Statement[] {
  const ids = [1n, 2n];
  const lsids = ['a', 'b'];
  const database = 'Storage [of] "example"';
  const counts = new Map(storageTables.map(({ name }) => [name, 2]));
  return [
    findDatabase(database),
    createDatabase(database),
    readViews,
    readColumns,
    readIndexes,
    readReferences,
    readVersion,
    readRights(neededRights({ kind: 'current', tables: storageTables }), database),
    readRights(neededRights({ kind: 'new', tables: [] }), database),
    lock('tables', 'Exclusive'),
    lock('support.example.com', 'Shared'),
    ...storageTables.map(createTable),
    ...storageTables.flatMap((table) => indexesOf(table).map((index) => createIndex(table, index))),
    ...storageTables.flatMap((table) =>
      table.columns.filter(({ nullable }) => nullable).map((column) => addColumn(table, column)),
    ),
    ...storageTables.flatMap((table) => indexesOf(table).map((index) => dropIndex(table, index))),
    ...storageTables.flatMap((table) => table.columns.filter(canWiden).map((column) => widenColumn(table, column))),
    ...prepareBookkeeping,
    takeNumbers(counts),
    findSessions('support.example.com', lsids),
    deleteSessions(ids),
    readSessions('support.example.com', lsids, dataColumns('session')),
    ...storageTables.filter(({ name }) => name !== 'session').map(({ name }) => readRows(name, dataColumns(name), ids)),
    readSessionIds(0n, 1000),
  ];
}

/** Every bulk load, of which the driver makes a statement: with the columns as they are made, and with those made wider. */
export function everyBulkLoad(
  driver: typeof import('mssql'),
): readonly { readonly table: Table; readonly options: IBulkOptions }[] {
  const indexed = storageTables.flatMap(({ columns }) => columns.filter(canWiden));
  return [new Set<ColumnDefinition>(), new Set(indexed)].flatMap((wide) =>
    storageTables.map((table) => ({ table: tableToLoad(driver, table, wide), options: bulkOptions })),
  );
}
