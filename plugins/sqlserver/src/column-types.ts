import { type ColumnDefinition, type ColumnType, sessionKey } from '@integration-client/sdk';
import type { ISqlType } from 'mssql';

/** Characters of a text that can be indexed: 800 bytes, of the 900 that every version of SQL Server can. */
const keyCharacters = 400;

/** Those of the session's key, which one index holds: 900 bytes together. */
const sessionKeyCharacters: ReadonlyMap<string, number> = new Map([
  ['host_name', 260],
  ['lsid', 190],
]);

/** How many characters an indexed column holds, while it is not widened. */
export function charactersOf(column: ColumnDefinition): number {
  return (sessionKey.includes(column) && sessionKeyCharacters.get(column.name)) || keyCharacters;
}

/**
 * How SQL Server keeps each type. Timestamps are UTC, exact to the millisecond and from the year 1 on. Ids are given by the
 * plugin (see `takeNumbers`), not by IDENTITY: so a whole batch goes in by one bulk load a table.
 */
const types: Readonly<Record<Exclude<ColumnType, 'key-text'>, string>> = {
  id: 'bigint',
  reference: 'bigint',
  integer: 'bigint',
  text: 'nvarchar(max)',
  timestamp: 'datetime2(3)',
  boolean: 'bit',
};

/** The collation of the session's key: compared by code unit, as two ids that differ in case are two sessions. */
export const keyCollation = 'Latin1_General_BIN2';

/** Whether a column may be widened to hold any text: an indexed one that no session is found by. */
export function canWiden(column: ColumnDefinition): boolean {
  return column.type === 'key-text' && !sessionKey.includes(column);
}

/** The type of a column as DDL has it, with its collation and whether it may be empty. */
export function declaration(column: ColumnDefinition, isWide = false): string {
  const type = isWide ? types.text : typeOf(column);
  const collation = sessionKey.includes(column) ? ` COLLATE ${keyCollation}` : '';
  return `${type}${collation} ${column.nullable ? 'NULL' : 'NOT NULL'}`;
}

/** The type of a column as the catalogue has it: its name and, of text, its bytes (-1: any length). */
export function catalogueType(column: ColumnDefinition): { readonly name: string; readonly bytes?: number } {
  const name = typeOf(column).replace(/\(.*/, '');
  if (column.type === 'text') return { name, bytes: -1 };
  return column.type === 'key-text' ? { name, bytes: charactersOf(column) * 2 } : { name };
}

/** The type of a column as the driver loads it: the very one of the table, or the server refuses the load. */
export function driverType(driver: typeof import('mssql'), column: ColumnDefinition, isWide: boolean): ISqlType {
  switch (column.type) {
    case 'text':
      return driver.NVarChar(driver.MAX);
    case 'key-text':
      return driver.NVarChar(isWide ? driver.MAX : charactersOf(column));
    case 'timestamp':
      return driver.DateTime2(3);
    case 'boolean':
      return driver.Bit();
    default:
      return driver.BigInt();
  }
}

function typeOf(column: ColumnDefinition): string {
  return column.type === 'key-text' ? `nvarchar(${charactersOf(column)})` : types[column.type];
}
