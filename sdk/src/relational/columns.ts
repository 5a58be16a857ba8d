import type { ColumnDefinition } from './definition.js';
import { storageTables } from './tables.js';

/** The columns of a storage table whose values come from a row: neither the id nor the way to the parent. */
export function dataColumns(table: string): readonly ColumnDefinition[] {
  const columns = storageTables.find((one) => one.name === table)?.columns ?? [];
  return columns.filter((column) => column.type !== 'id' && column.references === undefined);
}

/** The column of a storage table that leads to its parent row; undefined for `session`. */
export function parentColumn(table: string): ColumnDefinition | undefined {
  return storageTables.find((one) => one.name === table)?.columns.find((column) => column.references !== undefined);
}

/** The columns by which a session is found, `lsid` and `host_name`. */
export const sessionKey: readonly ColumnDefinition[] = dataColumns('session').filter(({ name }) =>
  ['host_name', 'lsid'].includes(name),
);
