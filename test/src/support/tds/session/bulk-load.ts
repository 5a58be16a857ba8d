import { ByteReader } from '../protocol/byte-reader.js';
import { type Column, quoted, type Table } from '../sql/catalogue.js';
import { SqlError } from '../sql-error.js';
import { convert } from '../values/convert.js';
import { readType, type WireType } from '../values/read-value.js';
import type { BulkTarget } from './bulk-target.js';
import type { Database } from './database.js';

const columnsToken = 0x81;
const rowToken = 0xd1;
const doneToken = 0xfd;

/** Stores the rows of a bulk load (MS-TDS 2.2.6.1), all or none, and gives their number. */
export function loadRows(payload: Buffer, target: BulkTarget, database: Database): number {
  const table = database.catalogue.table(target.table);
  const reader = new ByteReader(payload);
  const types = readColumns(reader);
  const { session, sqlite } = database;
  session.statement = 'INSERT';
  session.target = table.sqliteName;
  const takesIdentity = target.options.has('KEEP_IDENTITY') || session.options.identityInsert === table.sqliteName;
  const columns = target.columns.map((name) => findColumn(table, name));
  const used = columns.map((column) => !column.identity || takesIdentity);
  const stored = columns.filter((_column, index) => used[index]);
  const places = stored.map(() => '?').join(', ');
  const insert = sqlite.prepare(
    `INSERT INTO ${quoted(table.sqliteName)} (${stored.map(({ name }) => quoted(name)).join(', ')}) VALUES (${places})`,
  );
  const where = `${database.name}.${table.schema}.${table.name}`;
  let count = 0;
  for (let token = reader.uint8(); token !== doneToken; token = reader.uint8()) {
    if (token !== rowToken) throw new SqlError(4804, `Premature end-of-message while reading current row from host.`);
    const values = types.map((type) => type.read(reader));
    const row = columns.flatMap((column, index) =>
      used[index] ? [convert(values[index]!, column.type, { table: where, column: column.name })] : [],
    );
    insert.run(...row);
    count++;
  }
  if (!target.options.has('CHECK_CONSTRAINTS')) {
    // SQLite checked them; a server would not have, and would not trust them any longer.
    sqlite.exec(`UPDATE "~foreign_key" SET is_not_trusted = 1 WHERE parent_object_id = ${table.objectId}`);
  }
  return count;
}

function readColumns(reader: ByteReader): readonly WireType[] {
  if (reader.uint8() !== columnsToken) throw new SqlError(4804, 'A bulk load begins with its columns.');
  return Array.from({ length: reader.uint16() }, () => {
    reader.bytes(6);
    const type = readType(reader);
    reader.shortText();
    return type;
  });
}

function findColumn(table: Table, name: string): Column {
  const column = table.columns.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (column === undefined) throw new SqlError(207, `Invalid column name '${name}'.`);
  return column;
}
