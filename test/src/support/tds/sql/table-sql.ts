import type { Database } from '../session/database.js';
import { isText, type SqlType } from '../values/sql-type.js';
import { type Column, quoted, type Table } from './catalogue.js';
import { sqliteCollation } from './translate.js';

/** The collation of a database, and of columns that name none. */
export const defaultCollation = 'SQL_Latin1_General_CP1_CI_AS';

/** The statement that makes a table in SQLite as the catalogue has it. */
export function tableSql(sqliteName: string, database: Database): string {
  const table = database.catalogue.table(sqliteName);
  const parts = [
    ...table.columns.map((column) => columnSql(table, column, database)),
    ...checks(table, database),
    ...foreignKeys(table, database),
  ];
  return `CREATE TABLE ${quoted(table.sqliteName)} (${parts.join(', ')})`;
}

function columnSql(table: Table, column: Column, { sqlite }: Database): string {
  if (column.identity) return `${quoted(column.name)} INTEGER PRIMARY KEY AUTOINCREMENT`;
  const fallback = sqlite
    .prepare(`SELECT o.definition FROM "~column" c JOIN "~object" o ON o.object_id = c.default_object_id
        WHERE c.object_id = ? AND c.column_id = ?`)
    .get(table.objectId, column.id) as { definition: string } | undefined;
  const parts = [quoted(column.name), affinity(column.type)];
  if (isText(column.type)) parts.push(`COLLATE ${sqliteCollation(column.collation ?? defaultCollation)}`);
  if (!column.nullable) parts.push('NOT NULL');
  if (fallback !== undefined) parts.push(`DEFAULT ${fallback.definition}`);
  return parts.join(' ');
}

function checks(table: Table, { sqlite }: Database): readonly string[] {
  const rows = sqlite
    .prepare(`SELECT name, definition FROM "~object" WHERE parent_object_id = ? AND type = 'C'`)
    .all(table.objectId) as { name: string; definition: string }[];
  return rows.map(({ name, definition }) => `CONSTRAINT ${quoted(name)} CHECK ${definition}`);
}

function foreignKeys(table: Table, { sqlite }: Database): readonly string[] {
  const rows = sqlite
    .prepare(`SELECT o.name, f.delete_action, f.update_action,
          (SELECT iif(s.name = 'dbo', '', s.name || '.') || p.name FROM "~object" p JOIN "~schema" s USING (schema_id)
            WHERE p.object_id = f.referenced_object_id) AS parent,
          group_concat('"' || replace(cc.name, '"', '""') || '"' ORDER BY k.constraint_column_id) AS own,
          group_concat('"' || replace(pc.name, '"', '""') || '"' ORDER BY k.constraint_column_id) AS referenced
        FROM "~foreign_key" f JOIN "~object" o ON o.object_id = f.object_id
        JOIN "~foreign_key_column" k ON k.constraint_object_id = f.object_id
        JOIN "~column" cc ON cc.object_id = k.parent_object_id AND cc.column_id = k.parent_column_id
        JOIN "~column" pc ON pc.object_id = k.referenced_object_id AND pc.column_id = k.referenced_column_id
        WHERE f.parent_object_id = ? GROUP BY f.object_id`)
    .all(table.objectId) as Record<string, string>[];
  return rows.map((row) => {
    const actions = `ON DELETE ${row.delete_action} ON UPDATE ${row.update_action}`;
    return `CONSTRAINT ${quoted(row.name!)} FOREIGN KEY (${row.own}) REFERENCES ${quoted(row.parent!)} (${row.referenced}) ${actions}`;
  });
}

/** The kind of values of a type, in SQLite. */
export function affinity({ name }: SqlType): string {
  switch (name) {
    case 'bigint':
    case 'int':
    case 'smallint':
    case 'tinyint':
    case 'bit':
      return 'INTEGER';
    case 'float':
    case 'real':
      return 'REAL';
    case 'decimal':
      return 'NUMERIC';
    case 'varbinary':
    case 'binary':
      return 'BLOB';
    default:
      return 'TEXT';
  }
}
