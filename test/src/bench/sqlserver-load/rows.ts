import {
  type ColumnValue,
  type Row,
  type SessionItem,
  sessionChildTables,
  sessionRows,
  storageTables,
} from '@integration-client/sdk';

/** Rows of each storage table, parents first, with a value for each column; numbers of rows are text, as the driver takes them. */
export type RowsByTable = ReadonlyMap<string, ColumnValue[][]>;

/** Makes the rows of sessions, as a plugin would store them, and numbers them. */
export class SessionRowMaker {
  #last = 0;

  rowsOf(items: readonly SessionItem[]): RowsByTable {
    const rows: RowsByTable = new Map(storageTables.map(({ name }) => [name, []]));
    const put = (table: string, row: Row, parent?: string): string => {
      const id = String(++this.#last);
      const columns = storageTables.find(({ name }) => name === table)?.columns ?? [];
      const value = ({ type, references, name }: (typeof columns)[number]): ColumnValue => {
        if (type === 'id') return id;
        return references === undefined ? (row[name] ?? null) : (parent ?? null);
      };
      rows.get(table)?.push(columns.map(value));
      return id;
    };
    for (const item of items) {
      const { session, events, children } = parsedRows(item);
      const id = put('session', session);
      for (const { event, data, systemInformation } of events) {
        const eventId = put('session_event', event, id);
        for (const row of data) put('session_event_data', row, eventId);
        for (const row of systemInformation) put('system_information', row, eventId);
      }
      for (const table of sessionChildTables) for (const row of children[table]) put(table, row, id);
    }
    return rows;
  }
}

/** The rows of a session, read from its XML. */
export function parsedRows(item: SessionItem): ReturnType<typeof sessionRows> {
  const { host: hostName, product } = item.site;
  return sessionRows(item.parse(), { hostName, product, storeSystemInformation: true });
}
