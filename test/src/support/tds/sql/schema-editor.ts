import type { Database } from '../session/database.js';
import { SqlError } from '../sql-error.js';
import type { SqlType } from '../values/sql-type.js';
import { type Catalogue, type Column, quoted, type Table, tableName } from './catalogue.js';
import { CatalogueWriter, type ForeignKeyDefinition, findColumn } from './catalogue-writer.js';
import { storedValue } from './conversions.js';
import type { ColumnDefinition, ConstraintDefinition, KeyColumn } from './table-definition.js';
import { affinity, tableSql } from './table-sql.js';
import { newScope, render } from './translate.js';

/**
 * Changes tables, in the catalogue and in SQLite. Keys and unique constraints are unique indexes there; what SQLite cannot
 * alter is changed in the text of its schema, which is made anew from the catalogue.
 */
export class SchemaEditor {
  readonly #database: Database;
  readonly #catalogue: Catalogue;
  readonly #writer: CatalogueWriter;

  constructor(database: Database) {
    this.#database = database;
    this.#catalogue = database.catalogue;
    this.#writer = new CatalogueWriter(database);
  }

  /** Makes a table with its constraints. */
  createTable(
    schema: string,
    name: string,
    columns: readonly ColumnDefinition[],
    constraints: readonly ConstraintDefinition[],
  ): void {
    const objectId = this.#writer.addObject(name, schema, 0, 'U');
    columns.forEach((column, index) => {
      this.#writer.addColumn(objectId, index + 1, column);
    });
    const sqliteName = tableName(schema, name);
    const table = this.#catalogue.table(sqliteName);
    for (const constraint of constraints) this.#writer.addConstraint(table, constraint);
    this.#database.sqlite.exec(tableSql(sqliteName, this.#database));
    for (const constraint of constraints) this.#makeIndexOf(table, constraint);
  }

  /** Adds a column with its constraints. Throws error 4901 where rows that are there would have no value. */
  addColumn(table: Table, column: ColumnDefinition, constraints: readonly ConstraintDefinition[]): void {
    const fallback = constraints.find((one) => one.kind === 'D');
    const sqliteName = quoted(table.sqliteName);
    if (!column.nullable && fallback === undefined && this.#hasRows(sqliteName)) {
      const text =
        'ALTER TABLE only allows columns to be added that can contain nulls, or have a DEFAULT definition specified.';
      throw new SqlError(4901, `${text} Column '${column.name}' cannot be added to non-empty table '${table.name}'.`);
    }
    const id = Math.max(0, ...table.columns.map((one) => one.id)) + 1;
    this.#writer.addColumn(table.objectId, id, column);
    this.#database.sqlite.exec(`ALTER TABLE ${sqliteName} ADD COLUMN ${quoted(column.name)} ${affinity(column.type)}`);
    if (fallback?.kind === 'D' && !column.nullable) {
      const value = render(fallback.value, newScope(this.#database, new Map()));
      this.#database.sqlite.exec(`UPDATE ${sqliteName} SET ${quoted(column.name)} = ${value}`);
    }
    const changed = this.#catalogue.table(table.sqliteName);
    for (const constraint of constraints) this.#writer.addConstraint(changed, constraint);
    this.#rewrite(table.sqliteName);
    for (const constraint of constraints) this.#makeIndexOf(changed, constraint);
  }

  /** Adds a constraint. Throws error 547 where rows that are there do not fit a foreign key. */
  addConstraint(table: Table, constraint: ConstraintDefinition): void {
    this.#writer.addConstraint(table, constraint);
    if (constraint.kind === 'F') this.#checkForeignKey(table, constraint);
    this.#rewrite(table.sqliteName);
    this.#makeIndexOf(table, constraint);
  }

  /** Changes the type of a column. Throws error 4922 where an index stands in the way, 515 and 2628 where a value does. */
  alterColumn(table: Table, definition: ColumnDefinition): void {
    const column = findColumn(table, definition.name);
    const { type } = definition;
    this.#refuseDependents(table, column, type);
    this.#writer.changeColumn(table, column, definition);
    const value = quoted(column.name);
    if (!definition.nullable) {
      const empty = this.#database.sqlite
        .prepare(`SELECT 1 FROM ${quoted(table.sqliteName)} WHERE ${value} IS NULL`)
        .get();
      if (empty !== undefined)
        throw new SqlError(
          515,
          `Cannot insert the value NULL into column '${column.name}', table '${this.#database.name}.dbo.${table.name}'; column does not allow nulls. UPDATE fails.`,
        );
    }
    this.#rewrite(table.sqliteName);
    this.#database.sqlite.exec(
      `UPDATE ${quoted(table.sqliteName)} SET ${value} = ${storedValue(value, { name: column.name, type }, table, this.#database)}`,
    );
  }

  /** Removes a column. Throws error 4922 where an index stands in the way. */
  dropColumn(table: Table, name: string): void {
    const column = findColumn(table, name);
    this.#refuseDependents(table, column, undefined);
    this.#database.sqlite.exec(`ALTER TABLE ${quoted(table.sqliteName)} DROP COLUMN ${quoted(column.name)}`);
    this.#database.sqlite.exec(
      `DELETE FROM "~column" WHERE object_id = ${table.objectId} AND column_id = ${column.id}`,
    );
  }

  /** Removes a constraint. Throws error 3728 where there is none of that name. */
  dropConstraint(table: Table, name: string): void {
    const { sqlite } = this.#database;
    const row = sqlite
      .prepare('SELECT object_id, type FROM "~object" WHERE parent_object_id = ? AND name = ?')
      .get(table.objectId, name) as { object_id: number; type: string } | undefined;
    if (row === undefined) throw new SqlError(3728, `'${name}' is not a constraint.`);
    if (row.type === 'PK' || row.type === 'UQ') this.dropIndex(table, name, true);
    sqlite.exec(`DELETE FROM "~object" WHERE object_id = ${row.object_id};
      DELETE FROM "~foreign_key" WHERE object_id = ${row.object_id};
      DELETE FROM "~foreign_key_column" WHERE constraint_object_id = ${row.object_id};
      UPDATE "~column" SET default_object_id = 0 WHERE default_object_id = ${row.object_id}`);
    this.#rewrite(table.sqliteName);
  }

  /** Constraints were checked anew: they are trusted again. */
  trustForeignKeys(table: Table): void {
    this.#database.sqlite.exec(
      `UPDATE "~foreign_key" SET is_not_trusted = 0 WHERE parent_object_id = ${table.objectId}`,
    );
  }

  /** Removes a table. Throws error 3726 where a foreign key leads to it. */
  dropTable(table: Table): void {
    const { incoming } = this.#catalogue.foreignKeys(table);
    if (incoming.length > 0) {
      throw new SqlError(
        3726,
        `Could not drop object '${table.name}' because it is referenced by a FOREIGN KEY constraint.`,
      );
    }
    const id = table.objectId;
    this.#database.sqlite.exec(`DROP TABLE ${quoted(table.sqliteName)};
      DELETE FROM "~foreign_key_column" WHERE parent_object_id = ${id}; DELETE FROM "~foreign_key" WHERE parent_object_id = ${id};
      DELETE FROM "~index_column" WHERE object_id = ${id}; DELETE FROM "~index" WHERE object_id = ${id};
      DELETE FROM "~column" WHERE object_id = ${id}; DELETE FROM "~object" WHERE ${id} IN (object_id, parent_object_id)`);
  }

  /** Makes an index. Throws error 1913 where there is one of that name. */
  createIndex(table: Table, name: string, unique: boolean, columns: readonly KeyColumn[]): void {
    if (this.#catalogue.indexes(table).some((index) => index.name.toLowerCase() === name.toLowerCase())) {
      const text = `The operation failed because an index or statistics with name '${name}' already exists on table '${table.name}'.`;
      throw new SqlError(1913, text);
    }
    this.#writer.addIndex(table, name, columns, { unique, primary: false, constraint: false });
    this.#makeIndex(table, name, unique, columns);
  }

  /** Removes an index. Throws error 3701 where there is none of that name, 3723 for that of a constraint. */
  dropIndex(table: Table, name: string, ofConstraint = false): void {
    const index = this.#catalogue.indexes(table).find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (index === undefined) {
      throw new SqlError(
        3701,
        `Cannot drop the index '${table.name}.${name}', because it does not exist or you do not have permission.`,
      );
    }
    if (index.isConstraint && !ofConstraint) {
      throw new SqlError(
        3723,
        `An explicit DROP INDEX is not allowed on index '${table.name}.${name}'. It is being used for a constraint.`,
      );
    }
    const where = `object_id = ${table.objectId} AND index_id = ${index.id}`;
    this.#database.sqlite.exec(`DROP INDEX IF EXISTS ${indexName(table, index.name)};
      DELETE FROM "~index" WHERE ${where}; DELETE FROM "~index_column" WHERE ${where}`);
  }

  #hasRows(sqliteName: string): boolean {
    return this.#database.sqlite.prepare(`SELECT 1 FROM ${sqliteName} LIMIT 1`).get() !== undefined;
  }

  /** Error 547 where rows that are there do not fit a new foreign key. */
  #checkForeignKey(table: Table, constraint: ForeignKeyDefinition): void {
    const parent = this.#catalogue.table(constraint.references.at(-1)!);
    const on = constraint.columns.map(
      (column, index) => `p.${quoted(constraint.referencedColumns[index]!)} = c.${quoted(column)}`,
    );
    const set = constraint.columns.map((column) => `c.${quoted(column)} IS NOT NULL`).join(' AND ');
    const sql = `SELECT 1 FROM ${quoted(table.sqliteName)} c WHERE ${set} AND NOT EXISTS (
      SELECT 1 FROM ${quoted(parent.sqliteName)} p WHERE ${on.join(' AND ')}) LIMIT 1`;
    if (this.#database.sqlite.prepare(sql).get() === undefined) return;
    throw new SqlError(
      547,
      `The ALTER TABLE statement conflicted with the FOREIGN KEY constraint "${constraint.name}".`,
    );
  }

  #makeIndexOf(table: Table, constraint: ConstraintDefinition): void {
    if (constraint.kind !== 'PK' && constraint.kind !== 'UQ') return;
    const names = constraint.columns.map((column) => column.name.toLowerCase());
    // An identity column is SQLite's own row number, and unique as it is.
    const isRowNumber =
      names.length === 1 && table.columns.some((one) => one.identity && one.name.toLowerCase() === names[0]);
    if (isRowNumber) return;
    const made = this.#catalogue.indexes(table).find((index) => index.columns.join().toLowerCase() === names.join());
    this.#makeIndex(table, made!.name, true, constraint.columns);
  }

  #makeIndex(table: Table, name: string, unique: boolean, columns: readonly KeyColumn[]): void {
    const list = columns.map((column) => `${quoted(column.name)}${column.descending ? ' DESC' : ''}`).join(', ');
    const kind = unique ? 'UNIQUE INDEX' : 'INDEX';
    this.#database.sqlite.exec(`CREATE ${kind} ${indexName(table, name)} ON ${quoted(table.sqliteName)} (${list})`);
  }

  /** Error 4922 where an index or constraint stands in the way; longer text or bytes are no obstacle. */
  #refuseDependents(table: Table, column: Column, type: SqlType | undefined): void {
    const isWider =
      type !== undefined &&
      type.name === column.type.name &&
      type.length !== -1 &&
      (type.length ?? 0) >= (column.type.length ?? 0);
    if (isWider) return;
    const index = this.#catalogue.indexes(table).find((one) => one.columns.includes(column.name));
    const what = type === undefined ? 'DROP COLUMN' : 'ALTER COLUMN';
    if (index === undefined) return;
    throw new SqlError(
      4922,
      `ALTER TABLE ${what} ${column.name} failed because one or more objects access this column.`,
    );
  }

  /** Changes the text of the table's schema to what the catalogue says now. */
  #rewrite(sqliteName: string): void {
    const { sqlite } = this.#database;
    const sql = tableSql(sqliteName, this.#database);
    const { schema_version: version } = sqlite.prepare('PRAGMA schema_version').get() as { schema_version: number };
    sqlite.exec('PRAGMA writable_schema = ON');
    sqlite
      .prepare(`UPDATE sqlite_schema SET sql = ? WHERE type = 'table' AND name = ? COLLATE NOCASE`)
      .run(sql, sqliteName);
    sqlite.exec(`PRAGMA schema_version = ${version + 1}; PRAGMA writable_schema = OFF`);
  }
}

/** Names of indexes are one table's in SQL Server, and the whole database's in SQLite. */
function indexName(table: Table, name: string): string {
  return quoted(`~${table.sqliteName}~${name}`);
}
