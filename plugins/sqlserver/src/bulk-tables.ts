import {
  type ColumnDefinition,
  type ColumnValue,
  type Row,
  sessionChildTables,
  storageTables,
  type TableDefinition,
} from '@integration-client/sdk';
import type { Table } from 'mssql';
import { driverType } from './column-types.js';
import type { Numbers } from './numbers.js';
import type { PreparedSession } from './prepared-session.js';
import { tableName } from './statement.js';

const columnsOf: ReadonlyMap<string, readonly ColumnDefinition[]> = new Map(
  storageTables.map(({ name, columns }) => [name, columns]),
);

/** The rows of sessions, table by table, with the numbers that they get. */
export class BulkTables {
  readonly #rows: ReadonlyMap<string, ColumnValue[][]> = new Map(storageTables.map(({ name }) => [name, []]));
  readonly #numbers: Numbers;

  constructor(numbers: Numbers) {
    this.#numbers = numbers;
  }

  /** Takes all rows of a session, which has its number already. */
  add({ rows }: PreparedSession, id: bigint): void {
    this.#put('session', id, rows.session);
    for (const { event, data, systemInformation } of rows.events) {
      const eventId = this.#numbers.next('session_event');
      this.#put('session_event', eventId, event, id);
      for (const row of data) this.#putNew('session_event_data', row, eventId);
      for (const row of systemInformation) this.#putNew('system_information', row, eventId);
    }
    for (const table of sessionChildTables) {
      for (const row of rows.children[table]) this.#putNew(table, row, id);
    }
  }

  /** The tables that have rows, parents first, as the driver loads them. */
  *tables(driver: typeof import('mssql'), wide: ReadonlySet<ColumnDefinition>): Generator<Table> {
    for (const definition of storageTables) {
      const rows = this.#rows.get(definition.name) ?? [];
      if (rows.length === 0) continue;
      const table = tableToLoad(driver, definition, wide);
      for (const row of rows) table.rows.push(row);
      yield table;
    }
  }

  #putNew(table: string, row: Row, parent: bigint): void {
    this.#put(table, this.#numbers.next(table), row, parent);
  }

  #put(name: string, id: bigint, row: Row, parent?: bigint): void {
    const cells = columnsOf.get(name)?.map((column): ColumnValue => {
      // The driver's types have no bigint; as text it is exact.
      if (column.type === 'id') return String(id);
      return column.references === undefined ? (row[column.name] ?? null) : String(parent);
    });
    if (cells !== undefined) this.#rows.get(name)?.push(cells);
  }
}

/** A table as the driver loads it, without rows. */
export function tableToLoad(
  driver: typeof import('mssql'),
  { name, columns }: TableDefinition,
  wide: ReadonlySet<ColumnDefinition>,
): Table {
  const table = new driver.Table(tableName(name));
  for (const column of columns) {
    table.columns.add(column.name, driverType(driver, column, wide.has(column)), { nullable: column.nullable });
  }
  return table;
}
