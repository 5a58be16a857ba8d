import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { SqlError } from '../sql-error.js';
import type { SqlType, TypeName } from '../values/sql-type.js';
import { catalogueTables, catalogueViews } from './catalogue-tables.js';

/** A column as the catalogue has it. */
export interface Column {
  readonly id: number;
  readonly name: string;
  readonly type: SqlType;
  readonly nullable: boolean;
  readonly identity: boolean;
  readonly collation: string | null;
}

/** A table as the catalogue has it. */
export interface Table {
  readonly objectId: number;
  readonly schema: string;
  readonly name: string;
  /** Its name in SQLite: that of the schema `dbo` alone, of others `schema.name`. */
  readonly sqliteName: string;
  readonly columns: readonly Column[];
}

/** An index as the catalogue has it. */
export interface Index {
  readonly id: number;
  readonly name: string;
  readonly unique: boolean;
  readonly isConstraint: boolean;
  readonly columns: readonly string[];
}

/** What the database knows of its tables beyond SQLite. */
export class Catalogue {
  readonly #sqlite: DatabaseSyncInstance;
  // Every name of every statement is looked up with these.
  readonly #schemaOfName: StatementSyncInstance;
  readonly #tableOfName: StatementSyncInstance;
  readonly #columnsOf: StatementSyncInstance;

  /** Opens the catalogue of a database; makes it where there is none yet. */
  constructor(sqlite: DatabaseSyncInstance) {
    this.#sqlite = sqlite;
    if (sqlite.prepare('SELECT 1 FROM sqlite_schema').get() === undefined) {
      sqlite.exec(catalogueTables);
      for (const [name, select] of Object.entries(catalogueViews)) sqlite.exec(`CREATE VIEW "${name}" AS ${select}`);
    }
    this.#schemaOfName = sqlite.prepare('SELECT name FROM "~schema" WHERE name = ?');
    this.#tableOfName = sqlite.prepare(`SELECT o.object_id, o.name FROM "~object" o
      JOIN "~schema" s ON s.schema_id = o.schema_id WHERE s.name = ? AND o.name = ? AND o.type = 'U'`);
    this.#columnsOf = sqlite.prepare('SELECT * FROM "~column" WHERE object_id = ? ORDER BY column_id');
  }

  /** The name as the schema is written; undefined where there is none of that name. */
  schema(name: string): string | undefined {
    return (this.#schemaOfName.get(name) as { name: string } | undefined)?.name;
  }

  /** The table of this name in SQLite; undefined where there is none. */
  find(sqliteName: string): Table | undefined {
    const dot = sqliteName.indexOf('.');
    const inSchema = dot < 0 ? undefined : this.schema(sqliteName.slice(0, dot));
    const [schema, name] = inSchema === undefined ? ['dbo', sqliteName] : [inSchema, sqliteName.slice(dot + 1)];
    const row = this.#tableOfName.get(schema, name) as { object_id: number; name: string } | undefined;
    if (row === undefined) return undefined;
    const objectId = row.object_id;
    return {
      objectId,
      schema,
      name: row.name,
      sqliteName: tableName(schema, row.name),
      columns: this.columns(objectId),
    };
  }

  /** The table of this name. Throws error 208. */
  table(sqliteName: string): Table {
    const table = this.find(sqliteName);
    if (table === undefined) throw new SqlError(208, `Invalid object name '${sqliteName}'.`);
    return table;
  }

  /** The columns of a table in their order. */
  columns(objectId: number): readonly Column[] {
    return (this.#columnsOf.all(objectId) as Record<string, string | number | null>[]).map((row) => ({
      id: Number(row.column_id),
      name: String(row.name),
      type: {
        name: row.type as TypeName,
        ...optional('length', row.length),
        ...optional('precision', row.precision),
        ...optional('scale', row.scale),
      },
      nullable: row.is_nullable === 1,
      identity: row.is_identity === 1,
      collation: row.collation_name as string | null,
    }));
  }

  /** The indexes of a table, those of constraints first. */
  indexes(table: Table): readonly Index[] {
    const rows = this.#sqlite
      .prepare('SELECT * FROM "~index" WHERE object_id = ? ORDER BY index_id')
      .all(table.objectId);
    return (rows as Record<string, string | number>[]).map((row) => ({
      id: Number(row.index_id),
      name: String(row.name),
      unique: row.is_unique === 1,
      isConstraint: row.is_primary_key === 1 || row.is_unique_constraint === 1,
      columns: this.#indexColumns(table, Number(row.index_id)),
    }));
  }

  #indexColumns(table: Table, indexId: number): readonly string[] {
    const rows = this.#sqlite
      .prepare('SELECT column_id FROM "~index_column" WHERE object_id = ? AND index_id = ? ORDER BY key_ordinal')
      .all(table.objectId, indexId) as { column_id: number }[];
    return rows.map((row) => table.columns.find((column) => column.id === row.column_id)!.name);
  }

  /** The names of the foreign keys of a table, and of those that lead to it. */
  foreignKeys(table: Table): { readonly own: readonly string[]; readonly incoming: readonly string[] } {
    const names = (column: string): string[] =>
      this.#sqlite
        .prepare(`SELECT o.name FROM "~foreign_key" f JOIN "~object" o ON o.object_id = f.object_id
          WHERE f.${column} = ? AND (f.parent_object_id <> f.referenced_object_id OR '${column}' = 'parent_object_id')`)
        .all(table.objectId)
        .map((row) => String((row as { name: string }).name));
    return { own: names('parent_object_id'), incoming: names('referenced_object_id') };
  }
}

/** The name of a table in SQLite. */
export function tableName(schema: string, name: string): string {
  return schema.toLowerCase() === 'dbo' ? name : `${schema}.${name}`;
}

/** A name as SQLite reads it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function optional(key: string, value: string | number | null | undefined): Record<string, number> {
  return typeof value === 'number' ? { [key]: value } : {};
}
