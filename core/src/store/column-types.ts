import { type ColumnDataType, type ColumnDefinitionBuilder, type Kysely, type RawBuilder, sql } from '#kysely';
import { SqlServerAdapter } from './sqlserver/dialect.js';

type Type = ColumnDataType | RawBuilder<unknown>;

/** What the columns of the settings database are, in the words of its dialect. */
export interface ColumnTypes {
  /** Whole numbers, times in milliseconds, flags. */
  readonly integer: Type;
  readonly text: Type;
  readonly bytes: Type;
  /**
   * Text that is looked up, compared by its code units. SQL Server takes at most so many characters: all of an index's key
   * may have 900 bytes there (2012), a character has 2 and a number 8.
   */
  key(characters: number): Type;
  /** Makes a column the primary key, which is counted up by itself. */
  numbered(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder;
  /** What stands after a table that is only found by its primary key. */
  readonly byKeyOnly: RawBuilder<unknown>;
}

const sqlite: ColumnTypes = {
  integer: 'integer',
  text: 'text',
  bytes: 'blob',
  key: () => 'text',
  numbered: (column) => column.primaryKey().autoIncrement(),
  byKeyOnly: sql`without rowid`,
};

const sqlServer: ColumnTypes = {
  integer: 'bigint',
  text: sql`nvarchar(max)`,
  bytes: sql`varbinary(max)`,
  key: (characters) => sql`nvarchar(${sql.lit(characters)}) collate Latin1_General_BIN2`,
  numbered: (column) => column.identity().primaryKey(),
  byKeyOnly: sql``,
};

/** The types for the dialect of a database. */
export function columnTypes(database: Kysely<unknown>): ColumnTypes {
  return database.getExecutor().adapter instanceof SqlServerAdapter ? sqlServer : sqlite;
}
