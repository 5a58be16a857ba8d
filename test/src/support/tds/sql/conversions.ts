import type { Database } from '../session/database.js';
import { type SqlType, typeText } from '../values/sql-type.js';
import { encodeText } from '../values/text.js';
import { type Column, type Table } from './catalogue.js';

/** SQLite's SQL for a value that is converted to a type, as CAST does. */
export function castValue(value: string, type: SqlType): string {
  return exceptNoBytes(value, type, `"~cast"(${value}, '${typeText(type)}')`);
}

/** SQLite's SQL for a value that a column is given. */
export function storedValue(
  value: string,
  { name, type }: Pick<Column, 'name' | 'type'>,
  table: Table,
  { name: database }: Database,
): string {
  const [place, column] = [`${database}.${table.schema}.${table.name}`, name].map(literal);
  return exceptNoBytes(value, type, `"~store"(${value}, '${typeText(type)}', ${place}, ${column})`);
}

/** A function of the driver cannot return zero bytes: they become NULL. */
function exceptNoBytes(value: string, type: SqlType, converted: string): string {
  return type.name === 'varbinary' ? `iif(${value} = x'', x'', ${converted})` : converted;
}

/** Text as SQLite reads it. */
export function literal(text: string): string {
  return `'${encodeText(text).replaceAll("'", "''")}'`;
}
