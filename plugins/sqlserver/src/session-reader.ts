import {
  type ColumnDefinition,
  type ColumnValue,
  canonicalValue,
  dataColumns,
  type Receipt,
  RowDigest,
  sessionChildTables,
} from '@integration-client/sdk';
import type { ResultRow, Session } from './connection.js';
import type { SchemaState } from './schema-check.js';
import { readRows, readSessions } from './statements.js';

/** Reads sessions from a database, which may be of an earlier version and lack tables and columns. */
export class SessionReader {
  readonly #session: Session;
  readonly #columns: ReadonlyMap<string, readonly ColumnDefinition[]>;

  constructor(session: Session, { tables, missing }: SchemaState) {
    this.#session = session;
    this.#columns = new Map(
      tables.map((table) => [
        table.name,
        dataColumns(table.name).filter((column) => !missing.get(table)?.includes(column)),
      ]),
    );
  }

  /** Size and hash of all rows of sessions of a site, as their receipts have them, by lsid; without those that are not there. */
  async contents(
    hostName: string,
    lsids: readonly string[],
  ): Promise<ReadonlyMap<string, Pick<Receipt, 'bytes' | 'sha256'>>> {
    const columns = this.#columns.get('session');
    if (columns === undefined || lsids.length === 0) return new Map();
    const sessions = await this.#session.run(readSessions(hostName, lsids, columns));
    if (sessions.length === 0) return new Map();
    const ids = sessions.map((row) => BigInt(String(row.id)));
    const events = await this.#below('session_event', ids);
    const belowEvents = await this.#tables(['session_event_data', 'system_information'], ids);
    const children = await this.#tables(sessionChildTables, ids);
    const contents = sessions.map((row) => {
      const digest = new RowDigest();
      this.#add(digest, 'session', [row]);
      for (const event of events.get(String(row.id)) ?? []) {
        this.#add(digest, 'session_event', [event]);
        for (const [table, rows] of belowEvents) this.#add(digest, table, rows.get(String(event.id)));
      }
      for (const [table, rows] of children) this.#add(digest, table, rows.get(String(row.id)));
      return [String(row.lsid), digest.content()] as const;
    });
    return new Map(contents);
  }

  async #tables(tables: readonly string[], sessions: readonly bigint[]) {
    const found = new Map<string, ReadonlyMap<string, readonly ResultRow[]>>();
    for (const table of tables) found.set(table, await this.#below(table, sessions));
    return found;
  }

  /** The rows of a table that belong to sessions, by the id of their parent. */
  async #below(table: string, sessions: readonly bigint[]): Promise<ReadonlyMap<string, readonly ResultRow[]>> {
    const columns = this.#columns.get(table);
    const byParent = new Map<string, ResultRow[]>();
    if (columns === undefined) return byParent;
    for (const row of await this.#session.run(readRows(table, columns, sessions))) {
      const siblings = byParent.get(String(row.parent));
      if (siblings === undefined) byParent.set(String(row.parent), [row]);
      else siblings.push(row);
    }
    return byParent;
  }

  #add(digest: RowDigest, table: string, rows: readonly ResultRow[] = []): void {
    const columns = this.#columns.get(table) ?? [];
    for (const row of rows) {
      const values = columns.map(({ name }) => canonicalValue((row[name] ?? null) as ColumnValue));
      digest.add(table, columns, values);
    }
  }
}
