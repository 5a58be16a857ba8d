import {
  type ColumnDefinition,
  type Row,
  type SessionRows,
  sessionChildTables,
  storageTables,
} from '@integration-client/sdk';
import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { bound, placeholder } from './column-value.js';
import { quoted } from './schema.js';

/** Where a session was written. */
export interface WrittenSession {
  /** Its `session.id`. */
  readonly id: number | bigint;
  /** Whether an earlier version of it was there. */
  readonly replaced: boolean;
}

/** A statement that takes a row, and a number before or after its values. */
class RowStatement {
  readonly #statement: StatementSyncInstance;
  readonly #columns: readonly ColumnDefinition[];

  constructor(statement: StatementSyncInstance, columns: readonly ColumnDefinition[]) {
    this.#statement = statement;
    this.#columns = columns;
  }

  /** Returns the id of the row that was inserted. */
  run(row: Row, ...id: readonly (number | bigint)[]): number | bigint {
    const values = this.#columns.map((column) => bound(row[column.name] ?? null, column));
    return this.#statement.run(...values, ...id).lastInsertRowid;
  }
}

/** Writes the rows of sessions, inside a transaction of the caller. Throws ItemError for a value that cannot be stored. */
export class SessionWriter {
  readonly #keys: readonly ColumnDefinition[];
  readonly #find: StatementSyncInstance;
  readonly #update: RowStatement;
  readonly #inserts: ReadonlyMap<string, RowStatement>;
  readonly #deletes: readonly StatementSyncInstance[];

  constructor(db: DatabaseSyncInstance) {
    const columns = dataColumns('session');
    this.#keys = columns.filter((column) => column.name === 'host_name' || column.name === 'lsid');
    const equals = (column: ColumnDefinition): string => `${quoted(column.name)} = ${placeholder(column)}`;
    this.#find = db.prepare(`SELECT "id" FROM "session" WHERE ${this.#keys.map(equals).join(' AND ')}`);
    this.#update = new RowStatement(
      db.prepare(`UPDATE "session" SET ${columns.map(equals).join(', ')} WHERE "id" = ?`),
      columns,
    );
    this.#inserts = new Map(storageTables.map((table) => [table.name, insertInto(db, table.name)]));
    this.#deletes = ['session_event', ...sessionChildTables].map((table) =>
      db.prepare(`DELETE FROM ${quoted(table)} WHERE "session_id" = ?`),
    );
  }

  write(rows: SessionRows): WrittenSession {
    const found = this.#find.get(...this.#keys.map((column) => bound(rows.session[column.name] ?? null, column)));
    const id = found === undefined ? this.#insert('session', rows.session) : this.#clear(found.id, rows.session);
    for (const { event, data, systemInformation } of rows.events) {
      const eventId = this.#insert('session_event', event, id);
      for (const row of data) this.#insert('session_event_data', row, eventId);
      for (const row of systemInformation) this.#insert('system_information', row, eventId);
    }
    for (const table of sessionChildTables) {
      for (const row of rows.children[table]) this.#insert(table, row, id);
    }
    return { id, replaced: found !== undefined };
  }

  /** The session keeps its id, which dashboards may have linked to; all that belongs to it goes. */
  #clear(id: number | bigint, session: Row): number | bigint {
    this.#update.run(session, id);
    for (const statement of this.#deletes) statement.run(id);
    return id;
  }

  #insert(table: string, row: Row, ...parent: readonly (number | bigint)[]): number | bigint {
    const statement = this.#inserts.get(table);
    if (statement === undefined) throw new Error(`no table ${table}`);
    return statement.run(row, ...parent);
  }
}

/** The columns whose values come from a row: neither the id nor the way to the parent. */
function dataColumns(table: string): readonly ColumnDefinition[] {
  const columns = storageTables.find((one) => one.name === table)?.columns ?? [];
  return columns.filter((column) => column.type !== 'id' && column.references === undefined);
}

function insertInto(db: DatabaseSyncInstance, table: string): RowStatement {
  const columns = dataColumns(table);
  const parent = storageTables.find((one) => one.name === table)?.columns.filter((column) => column.references) ?? [];
  const all = [...columns, ...parent];
  const names = all.map((column) => quoted(column.name)).join(', ');
  return new RowStatement(
    db.prepare(`INSERT INTO ${quoted(table)} (${names}) VALUES (${all.map(placeholder).join(', ')})`),
    columns,
  );
}
