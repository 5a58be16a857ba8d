import { type ColumnDefinition, storageTables, type TableDefinition } from '@integration-client/sdk';
import { versionTable } from './catalogue.js';
import { declaration } from './column-types.js';
import { literal, quoted, type Statement, tableName } from './statement.js';
import { numberTable } from './statements.js';

/** Goes up when storageTables grows; kept in the database, in `ic_schema`. */
export const schemaVersion = 1;

/** An index of a table. */
export interface IndexDefinition {
  readonly name: string;
  readonly columns: readonly string[];
  readonly isUnique: boolean;
}

/** The indexes of a table, but for its primary key. */
export function indexesOf(table: TableDefinition): readonly IndexDefinition[] {
  const named = (isUnique: boolean) => (columns: readonly string[]) => ({
    name: ['IX', table.name, ...columns].join('_'),
    columns,
    isUnique,
  });
  return [...table.unique.map(named(true)), ...table.indexes.map(named(false))];
}

/** Creates a table with its primary key and foreign keys. */
export function createTable(table: TableDefinition): Statement {
  const columns = table.columns.map((column) =>
    [quoted(column.name), declaration(column), ...key(table, column)].join(' '),
  );
  return { text: `CREATE TABLE ${tableName(table.name)} (${columns.join(', ')})` };
}

/** Adds a column of a later version. */
export function addColumn(table: TableDefinition, column: ColumnDefinition): Statement {
  return { text: `ALTER TABLE ${tableName(table.name)} ADD ${quoted(column.name)} ${declaration(column)}` };
}

/** Makes an indexed column take text of any length; it cannot be indexed then. */
export function widenColumn(table: TableDefinition, column: ColumnDefinition): Statement {
  return {
    text: `ALTER TABLE ${tableName(table.name)} ALTER COLUMN ${quoted(column.name)} ${declaration(column, true)}`,
  };
}

/** Creates an index. */
export function createIndex(table: TableDefinition, { name, columns, isUnique }: IndexDefinition): Statement {
  return {
    text: `CREATE ${isUnique ? 'UNIQUE ' : ''}INDEX ${quoted(name)} ON ${tableName(table.name)} (${columns.map(quoted).join(', ')})`,
  };
}

/** Removes an index. */
export function dropIndex(table: TableDefinition, index: IndexDefinition): Statement {
  return { text: `DROP INDEX ${quoted(index.name)} ON ${tableName(table.name)}` };
}

/** Creates the tables of version and numbers, and writes what they hold; tables that are there already stay. */
export const prepareBookkeeping: readonly Statement[] = [
  {
    text: `IF OBJECT_ID(${literal(tableName(versionTable))}, N'U') IS NULL CREATE TABLE ${tableName(versionTable)} ([version] int NOT NULL)`,
  },
  {
    text: `IF OBJECT_ID(${literal(tableName(numberTable))}, N'U') IS NULL CREATE TABLE ${tableName(numberTable)} ([table_name] nvarchar(128) NOT NULL CONSTRAINT [PK_${numberTable}] PRIMARY KEY, [next] bigint NOT NULL)`,
  },
  ...storageTables.map(({ name }) => ({
    text: `IF NOT EXISTS (SELECT 1 FROM ${tableName(numberTable)} WHERE [table_name] = ${literal(name)}) INSERT INTO ${tableName(numberTable)} ([table_name], [next]) SELECT ${literal(name)}, ISNULL(MAX([id]), 0) + 1 FROM ${tableName(name)}`,
  })),
  { text: `DELETE FROM ${tableName(versionTable)}` },
  { text: `INSERT INTO ${tableName(versionTable)} ([version]) VALUES (${schemaVersion})` },
];

/** Names of keys are one for all tables of a schema: these can hardly be anybody else's. */
function key(table: TableDefinition, column: ColumnDefinition): readonly string[] {
  if (column.type === 'id') return [`CONSTRAINT ${quoted(`PK_ic_${table.name}`)} PRIMARY KEY`];
  if (column.references === undefined) return [];
  return [
    `CONSTRAINT ${quoted(`FK_ic_${table.name}_${column.name}`)} REFERENCES ${tableName(column.references)} ([id]) ON DELETE CASCADE`,
  ];
}
