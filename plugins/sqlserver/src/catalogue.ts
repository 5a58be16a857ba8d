import { storageTables } from '@integration-client/sdk';
import { literal, type Statement, schemaName, tableName } from './statement.js';
import { numberTable } from './statements.js';

/** The table that marks a database as made by this plugin; its one row holds the version of the tables. */
export const versionTable = 'ic_schema';

const names = [...storageTables.map(({ name }) => name), versionTable, numberTable].map(literal).join(', ');

/** The tables of our names, as catalogue views have them. */
const ourTables = `JOIN sys.schemas AS s ON s.[schema_id] = t.[schema_id] WHERE s.[name] = ${literal(schemaName)} AND t.[name] IN (${names})`;

/** Reads what there is of our names that is no table. */
export const readViews: Statement = {
  text: `SELECT [TABLE_NAME] AS [table_name] FROM INFORMATION_SCHEMA.TABLES WHERE [TABLE_SCHEMA] = ${literal(schemaName)} AND [TABLE_TYPE] <> N'BASE TABLE' AND [TABLE_NAME] IN (${names})`,
};

/** Reads the columns of the tables of our names. */
export const readColumns: Statement = {
  text: `SELECT t.[name] AS [table_name], c.[name] AS [column_name], y.[name] AS [type_name], c.[max_length], c.[scale], c.[collation_name], c.[is_nullable], c.[is_identity], c.[is_computed], c.[default_object_id] FROM sys.tables AS t JOIN sys.columns AS c ON c.[object_id] = t.[object_id] JOIN sys.types AS y ON y.[user_type_id] = c.[user_type_id] ${ourTables}`,
};

/** Reads the indexes and keys of the tables of our names, a row for each of their columns. */
export const readIndexes: Statement = {
  text: `SELECT t.[name] AS [table_name], i.[name] AS [index_name], i.[is_primary_key], c.[name] AS [column_name] FROM sys.tables AS t JOIN sys.indexes AS i ON i.[object_id] = t.[object_id] JOIN sys.index_columns AS k ON k.[object_id] = i.[object_id] AND k.[index_id] = i.[index_id] JOIN sys.columns AS c ON c.[object_id] = k.[object_id] AND c.[column_id] = k.[column_id] ${ourTables}`,
};

/** Reads the columns of the tables of our names that refer to another table by a foreign key ON DELETE CASCADE. */
export const readReferences: Statement = {
  text: `SELECT t.[name] AS [table_name], c.[name] AS [column_name], p.[name] AS [parent_name] FROM sys.tables AS t JOIN sys.foreign_keys AS f ON f.[parent_object_id] = t.[object_id] AND f.[delete_referential_action] = 1 JOIN sys.foreign_key_columns AS k ON k.[constraint_object_id] = f.[object_id] JOIN sys.columns AS c ON c.[object_id] = k.[parent_object_id] AND c.[column_id] = k.[parent_column_id] JOIN sys.tables AS p ON p.[object_id] = f.[referenced_object_id] ${ourTables}`,
};

/** Reads the version of the tables. */
export const readVersion: Statement = { text: `SELECT [version] FROM ${tableName(versionTable)}` };
