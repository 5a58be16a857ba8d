import { type ColumnDefinition, ConfigError, storageTables, type TableDefinition } from '@integration-client/sdk';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';

/** Goes up when storageTables grows; kept in the database as `user_version`. */
export const schemaVersion = 1;

/** Marks a database as made by this plugin: "ICss", kept as `application_id`. */
export const applicationId = 0x49437373;

/** What a database is to us. `tables`: those of ours that it has. `missing`: the columns that each of them lacks. */
export interface SchemaState {
  readonly kind: 'new' | 'older' | 'current';
  readonly tables: readonly TableDefinition[];
  readonly missing: ReadonlyMap<TableDefinition, readonly ColumnDefinition[]>;
}

interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly pk: number;
  readonly notnull: number;
  readonly dflt_value: unknown;
}

/**
 * Looks whether sessions can be stored in a database; changes nothing. Throws ConfigError: `foreign-database`,
 * `newer-database`, or `foreign-table` with all tables and columns that do not fit.
 */
export function checkSchema(db: DatabaseSyncInstance, file: string): SchemaState {
  const kind = checkOwner(db, file);
  const faults: string[] = [];
  const tables: TableDefinition[] = [];
  const missing = new Map<TableDefinition, readonly ColumnDefinition[]>();
  for (const table of storageTables) {
    const found = db.prepare('SELECT type FROM sqlite_schema WHERE name = ? COLLATE NOCASE').get(table.name);
    if (found === undefined) continue;
    if (found.type !== 'table') {
      faults.push(`${table.name} is not a table`);
      continue;
    }
    tables.push(table);
    const columns = columnsOf(db, table.name);
    const absent = table.columns.filter((column) => !columns.has(column.name));
    if (kind === 'older') missing.set(table, absent);
    else if (absent.length > 0) faults.push(`${table.name} lacks ${absent.map((column) => column.name).join(', ')}`);
    faults.push(...misfits(db, table, columns));
  }
  if (faults.length > 0) {
    throw new ConfigError(`${file} has tables that sessions cannot be stored in: ${faults.join('; ')}`, {
      code: 'foreign-table',
      hint: 'Name another file. Nothing was changed in this one.',
    });
  }
  return { kind, tables, missing };
}

function checkOwner(db: DatabaseSyncInstance, file: string): SchemaState['kind'] {
  const version: number = db.prepare('PRAGMA user_version').get().user_version;
  const owner: number = db.prepare('PRAGMA application_id').get().application_id;
  const encoding: string = db.prepare('PRAGMA encoding').get().encoding;
  const isNew = owner === 0 && version === 0;
  if ((owner !== applicationId && !isNew) || encoding !== 'UTF-8') {
    throw new ConfigError(
      `${file} is the database of another program (application_id ${owner}, user_version ${version}, ${encoding})`,
      { code: 'foreign-database', hint: 'Name another file. Nothing was changed in this one.' },
    );
  }
  if (version > schemaVersion) {
    throw new ConfigError(`${file} was made by a newer version of this plugin (its tables have version ${version})`, {
      code: 'newer-database',
      hint: 'Install the newer version again, or name another file.',
    });
  }
  if (isNew) return 'new';
  return version < schemaVersion ? 'older' : 'current';
}

function columnsOf(db: DatabaseSyncInstance, table: string): Map<string, TableColumn> {
  const rows: TableColumn[] = db
    .prepare('SELECT name, type, pk, "notnull", dflt_value FROM pragma_table_info(?)')
    .all(table);
  return new Map(rows.map((row) => [row.name.toLowerCase(), row]));
}

/** What would make inserts fail, or leave rows behind when a session is replaced. */
function misfits(db: DatabaseSyncInstance, table: TableDefinition, columns: Map<string, TableColumn>): string[] {
  const faults: string[] = [];
  const id = columns.get('id');
  const keys = [...columns.values()].filter((column) => column.pk > 0);
  if (id !== undefined && (id.pk === 0 || keys.length > 1 || id.type.toUpperCase() !== 'INTEGER')) {
    faults.push(`${table.name}.id is not its INTEGER PRIMARY KEY`);
  }
  for (const [name, { pk, notnull, dflt_value }] of columns) {
    const isOurs = table.columns.some((column) => column.name === name);
    if (!isOurs && pk === 0 && notnull === 1 && dflt_value === null) {
      faults.push(`${table.name}.${name} is NOT NULL without a default`);
    }
  }
  for (const column of table.columns) {
    if (column.references !== undefined && columns.has(column.name) && !cascades(db, table.name, column)) {
      faults.push(`${table.name}.${column.name} does not refer to ${column.references} ON DELETE CASCADE`);
    }
  }
  return faults;
}

function cascades(db: DatabaseSyncInstance, table: string, column: ColumnDefinition): boolean {
  return (
    db
      .prepare(
        `SELECT 1 FROM pragma_foreign_key_list(?) WHERE "from" = ? COLLATE NOCASE AND "table" = ? COLLATE NOCASE
          AND coalesce("to", 'id') = 'id' COLLATE NOCASE AND on_delete = 'CASCADE'`,
      )
      .get(table, column.name, column.references) !== undefined
  );
}
