import {
  type ColumnDefinition,
  dataColumns,
  parentColumn,
  type Receipt,
  type Row,
  RowDigest,
  type SessionRows,
  sessionChildTables,
  storageTables,
} from '@integration-client/sdk';
import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { bound, boundKey, equals, isSession, placeholder } from './column-value.js';
import { quoted } from './schema.js';

/** Where a session was written. */
export interface WrittenSession {
  /** Its `session.id`. */
  readonly id: number | bigint;
  /** Whether an earlier version of it was there. */
  readonly replaced: boolean;
  /** Of all its rows, see {@link RowDigest}. */
  readonly content: Pick<Receipt, 'bytes' | 'sha256'>;
}

/** A statement that takes a row, and a number before or after its values. */
class RowStatement {
  readonly #statement: StatementSyncInstance;
  readonly #table: string;
  readonly #columns: readonly ColumnDefinition[];

  constructor(statement: StatementSyncInstance, table: string, columns: readonly ColumnDefinition[]) {
    this.#statement = statement;
    this.#table = table;
    this.#columns = columns;
  }

  /** Returns the id of the row that was inserted. */
  run(row: Row, digest: RowDigest, ...id: readonly (number | bigint)[]): number | bigint {
    const values = this.#columns.map((column) => bound(row[column.name] ?? null, column));
    digest.add(this.#table, this.#columns, values);
    return this.#statement.run(...values, ...id).lastInsertRowid;
  }
}

/** Writes the rows of sessions, inside a transaction of the caller. Throws ItemError for a value that cannot be stored. */
export class SessionWriter {
  readonly #find: StatementSyncInstance;
  readonly #update: RowStatement;
  readonly #inserts: ReadonlyMap<string, RowStatement>;
  readonly #deletes: readonly StatementSyncInstance[];

  constructor(db: DatabaseSyncInstance) {
    const columns = dataColumns('session');
    this.#find = db.prepare(`SELECT "id" FROM "session" WHERE ${isSession}`);
    this.#update = new RowStatement(
      db.prepare(`UPDATE "session" SET ${columns.map(equals).join(', ')} WHERE "id" = ?`),
      'session',
      columns,
    );
    this.#inserts = new Map(storageTables.map((table) => [table.name, insertInto(db, table.name)]));
    this.#deletes = ['session_event', ...sessionChildTables].map((table) =>
      db.prepare(`DELETE FROM ${quoted(table)} WHERE "session_id" = ?`),
    );
  }

  write(rows: SessionRows): WrittenSession {
    const found = this.#find.get(...boundKey(rows.session));
    const digest = new RowDigest();
    const id =
      found === undefined ? this.#insert('session', rows.session, digest) : this.#clear(found.id, rows.session, digest);
    for (const { event, data, systemInformation } of rows.events) {
      const eventId = this.#insert('session_event', event, digest, id);
      for (const row of data) this.#insert('session_event_data', row, digest, eventId);
      for (const row of systemInformation) this.#insert('system_information', row, digest, eventId);
    }
    for (const table of sessionChildTables) {
      for (const row of rows.children[table]) this.#insert(table, row, digest, id);
    }
    return { id, replaced: found !== undefined, content: digest.content() };
  }

  /** The session keeps its id, which dashboards may have linked to; all that belongs to it goes. */
  #clear(id: number | bigint, session: Row, digest: RowDigest): number | bigint {
    this.#update.run(session, digest, id);
    for (const statement of this.#deletes) statement.run(id);
    return id;
  }

  #insert(table: string, row: Row, digest: RowDigest, ...parent: readonly (number | bigint)[]): number | bigint {
    const statement = this.#inserts.get(table);
    if (statement === undefined) throw new Error(`no table ${table}`);
    return statement.run(row, digest, ...parent);
  }
}

function insertInto(db: DatabaseSyncInstance, table: string): RowStatement {
  const columns = dataColumns(table);
  const parent = parentColumn(table);
  const all = parent === undefined ? columns : [...columns, parent];
  const names = all.map((column) => quoted(column.name)).join(', ');
  return new RowStatement(
    db.prepare(`INSERT INTO ${quoted(table)} (${names}) VALUES (${all.map(placeholder).join(', ')})`),
    table,
    columns,
  );
}
