import { dataColumns, parentColumn, type Receipt, RowDigest, sessionChildTables } from '@integration-client/sdk';
import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { boundKey, isSession } from './column-value.js';
import { rowAsText } from './row-as-text.js';
import { quoted } from './schema.js';
import type { SchemaState } from './schema-check.js';

/** A row as {@link rowAsText} reads it, with its number. */
interface TextRow {
  readonly id: bigint;
  readonly text: Uint8Array;
}

/** Reads sessions from a database, which may be of an earlier version and lack tables and columns. */
export class SessionReader {
  /** For each table that is there: reads the rows of a parent's number, of `session` the row of a key. */
  readonly #rows: ReadonlyMap<string, StatementSyncInstance>;

  readonly #db: DatabaseSyncInstance;

  constructor(db: DatabaseSyncInstance, { tables, missing }: SchemaState) {
    this.#db = db;
    this.#rows = new Map(
      tables.map((table) => {
        const columns = dataColumns(table.name).filter((column) => !missing.get(table)?.includes(column));
        const parent = parentColumn(table.name);
        const condition = parent === undefined ? isSession : `${quoted(parent.name)} = ?`;
        const statement = db.prepare(
          `SELECT "id", ${rowAsText(table.name, columns)} AS "text" FROM ${quoted(table.name)} WHERE ${condition} ORDER BY "id"`,
        );
        statement.setReadBigInts(true);
        return [table.name, statement];
      }),
    );
  }

  /** Size and hash of all rows of a session, as its receipt has them; undefined where it is not there. */
  contentOf(hostName: string, lsid: string): Pick<Receipt, 'bytes' | 'sha256'> | undefined {
    const session = this.#rows.get('session')?.get(...boundKey({ host_name: hostName, lsid })) as TextRow | undefined;
    if (session === undefined) return undefined;
    const digest = new RowDigest();
    digest.addText(session.text);
    for (const event of this.#below('session_event', session.id)) {
      digest.addText(event.text);
      for (const table of ['session_event_data', 'system_information']) {
        for (const row of this.#below(table, event.id)) digest.addText(row.text);
      }
    }
    for (const table of sessionChildTables) {
      for (const row of this.#below(table, session.id)) digest.addText(row.text);
    }
    return digest.content();
  }

  /** Numbers of sessions, rising from the first that is greater than a number. */
  idsAfter(id: bigint, atMost: number): bigint[] {
    if (!this.#rows.has('session')) return [];
    const statement = this.#db.prepare('SELECT "id" FROM "session" WHERE "id" > ? ORDER BY "id" LIMIT ?');
    statement.setReadBigInts(true);
    return statement.all(id, atMost).map((row) => row.id);
  }

  #below(table: string, parent: bigint): readonly TextRow[] {
    return this.#rows.get(table)?.all(parent) ?? [];
  }
}
