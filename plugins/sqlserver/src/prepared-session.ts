import {
  type ColumnDefinition,
  canonicalValue,
  dataColumns,
  ItemError,
  type Receipt,
  type Row,
  RowDigest,
  type SessionRows,
  sessionChildTables,
  sessionKey,
  storageTables,
} from '@integration-client/sdk';
import { canWiden, charactersOf } from './column-types.js';

/** A session that is known to be storable. */
export interface PreparedSession {
  readonly hostName: string;
  readonly lsid: string;
  readonly rows: SessionRows;
  /** Of all its rows, see `RowDigest`. */
  readonly content: Pick<Receipt, 'bytes' | 'sha256'>;
  /** The indexed columns that have to be widened to hold it. */
  readonly tooLong: ReadonlySet<ColumnDefinition>;
}

const columnsOf: ReadonlyMap<string, readonly ColumnDefinition[]> = new Map(
  storageTables.map(({ name }) => [name, dataColumns(name)]),
);

/** Looks at all values of a session. Throws {@link ItemError} for one that SQL Server cannot store faithfully. */
export function prepareSession(rows: SessionRows): PreparedSession {
  checkKey(rows.session);
  const digest = new RowDigest();
  const tooLong = new Set<ColumnDefinition>();
  for (const [table, row] of inOrder(rows)) {
    const columns = columnsOf.get(table) ?? [];
    for (const column of columns) {
      const value = row[column.name];
      if (value instanceof Date) checkTime(value, column);
      if (typeof value === 'string' && canWiden(column) && value.length > charactersOf(column)) tooLong.add(column);
    }
    digest.add(
      table,
      columns,
      columns.map((column) => canonicalValue(row[column.name] ?? null)),
    );
  }
  const { host_name: hostName, lsid } = rows.session;
  return { hostName: String(hostName), lsid: String(lsid), rows, content: digest.content(), tooLong };
}

/** Whether a session with this lsid can be told from all others in the database. */
export function isStorableLsid(lsid: string): boolean {
  return sessionKey.every((column) => column.name !== 'lsid' || isStorableKey(lsid, column));
}

function isStorableKey(text: string, column: ColumnDefinition): boolean {
  return text.length <= charactersOf(column) && !text.endsWith(' ');
}

function* inOrder(rows: SessionRows): Generator<readonly [string, Row]> {
  yield ['session', rows.session];
  for (const { event, data, systemInformation } of rows.events) {
    yield ['session_event', event];
    for (const row of data) yield ['session_event_data', row];
    for (const row of systemInformation) yield ['system_information', row];
  }
  for (const table of sessionChildTables) {
    for (const row of rows.children[table]) yield [table, row];
  }
}

function checkKey(session: Row): void {
  for (const column of sessionKey) {
    const { name } = column;
    const text = String(session[name]);
    if (isStorableKey(text, column)) continue;
    const most = charactersOf(column);
    const isLong = text.length > most;
    throw new ItemError(
      `the ${name} of the session ${isLong ? `has ${text.length} characters, more than the ${most} that SQL Server can look up` : 'ends with a space, which SQL Server does not tell from none'}`,
      {
        code: `${name.replace('_', '-')}-${isLong ? 'too-long' : 'not-storable'}`,
        hint: 'Store this session through a File System destination.',
      },
    );
  }
}

/** The years that SQL Server has. The driver looks at the year of this machine's time zone as well. */
function checkTime(time: Date, { name }: ColumnDefinition): void {
  for (const year of [time.getUTCFullYear(), time.getFullYear()]) {
    if (year >= 1 && year <= 9999) continue;
    throw new ItemError(`the ${name} of the session lies in the year ${year}, which SQL Server cannot store`, {
      code: 'time-not-storable',
      hint: 'Store this session through a File System destination.',
    });
  }
}
