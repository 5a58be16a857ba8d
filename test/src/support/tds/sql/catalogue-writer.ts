import type { Database } from '../session/database.js';
import { SqlError } from '../sql-error.js';
import { isText } from '../values/sql-type.js';
import { type Column, type Table, tableName } from './catalogue.js';
import type { ColumnDefinition, ConstraintDefinition, KeyColumn } from './table-definition.js';
import { defaultCollation } from './table-sql.js';
import { newScope, render } from './translate.js';

/** A foreign key as a statement defines it. */
export type ForeignKeyDefinition = Extract<ConstraintDefinition, { kind: 'F' }>;

/** What an index is for. */
export interface IndexKind {
  readonly unique: boolean;
  readonly primary: boolean;
  readonly constraint: boolean;
}

/** Puts tables, columns, constraints and indexes into the catalogue of a database. */
export class CatalogueWriter {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Adds an object, and gives its number. Throws error 2714 where the name is taken, 2760 where there is no such schema. */
  addObject(name: string, schema: string, parent: number, type: string, definition: string | null = null): number {
    const { sqlite } = this.#database;
    const schemaRow = sqlite.prepare('SELECT schema_id FROM "~schema" WHERE name = ?').get(schema);
    if (schemaRow === undefined) {
      throw new SqlError(
        2760,
        `The specified schema name "${schema}" either does not exist or you do not have permission to use it.`,
      );
    }
    const schemaId = (schemaRow as { schema_id: number }).schema_id;
    if (sqlite.prepare('SELECT 1 FROM "~object" WHERE schema_id = ? AND name = ?').get(schemaId, name) !== undefined) {
      throw new SqlError(2714, `There is already an object named '${name}' in the database.`);
    }
    const { lastInsertRowid } = sqlite
      .prepare('INSERT INTO "~object" (name, schema_id, parent_object_id, type, definition) VALUES (?, ?, ?, ?, ?)')
      .run(name, schemaId, parent, type, definition);
    return Number(lastInsertRowid);
  }

  /** Adds a column of a table. */
  addColumn(objectId: number, id: number, column: ColumnDefinition): void {
    const { name, type, nullable, identity } = column;
    this.#database.sqlite
      .prepare(`INSERT INTO "~column" (object_id, column_id, name, type, length, precision, scale, is_nullable, is_identity,
        collation_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
      .run(
        objectId,
        id,
        name,
        type.name,
        type.length ?? null,
        type.precision ?? null,
        type.scale ?? null,
        Number(nullable),
        Number(identity),
        collationOf(column),
      );
  }

  /** Changes the type of a column. */
  changeColumn(table: Table, column: Column, definition: ColumnDefinition): void {
    const { type, nullable } = definition;
    this.#database.sqlite
      .prepare(`UPDATE "~column" SET type = ?, length = ?, precision = ?, scale = ?, is_nullable = ?, collation_name = ?
        WHERE object_id = ? AND column_id = ?`)
      .run(
        type.name,
        type.length ?? null,
        type.precision ?? null,
        type.scale ?? null,
        Number(nullable),
        collationOf(definition),
        table.objectId,
        column.id,
      );
  }

  /** Adds a constraint. */
  addConstraint(table: Table, constraint: ConstraintDefinition): void {
    const name =
      constraint.name ?? `${constraint.kind}__${table.name}__${Math.random().toString(16).slice(2, 10).toUpperCase()}`;
    const scope = newScope(this.#database, new Map());
    const add = (definition: string | null = null): number =>
      this.addObject(name, table.schema, table.objectId, constraint.kind, definition);
    switch (constraint.kind) {
      case 'PK':
      case 'UQ':
        add();
        this.addIndex(table, name, constraint.columns, {
          unique: true,
          primary: constraint.kind === 'PK',
          constraint: true,
        });
        break;
      case 'D': {
        const id = add(`(${render(constraint.value, scope)})`);
        const column = findColumn(table, constraint.column);
        this.#database.sqlite.exec(`UPDATE "~column" SET default_object_id = ${id}
          WHERE object_id = ${table.objectId} AND column_id = ${column.id}`);
        break;
      }
      case 'C':
        add(render(constraint.condition, scope));
        break;
      case 'F':
        this.#addForeignKey(table, constraint, name, add);
    }
  }

  #addForeignKey(table: Table, constraint: ForeignKeyDefinition, name: string, add: () => number): void {
    const { references, columns, onDelete, onUpdate } = constraint;
    const schema = references.length > 1 ? references.at(-2)! : 'dbo';
    const parent = this.#database.catalogue.find(tableName(schema, references.at(-1)!));
    if (parent === undefined) {
      throw new SqlError(1767, `Foreign key '${name}' references invalid table '${references.join('.')}'.`);
    }
    const unique = this.#database.catalogue.indexes(parent).filter((index) => index.unique);
    const referenced =
      constraint.referencedColumns.length > 0
        ? constraint.referencedColumns
        : (unique.find((index) => index.isConstraint)?.columns ?? []);
    const key = referenced.join().toLowerCase();
    if (!unique.some((index) => index.columns.join().toLowerCase() === key)) {
      const text = `There are no primary or candidate keys in the referenced table '${parent.name}'`;
      throw new SqlError(1776, `${text} that match the referencing column list in the foreign key '${name}'.`);
    }
    const id = add();
    const { sqlite } = this.#database;
    sqlite
      .prepare('INSERT INTO "~foreign_key" VALUES (?, ?, ?, ?, ?, 0)')
      .run(id, table.objectId, parent.objectId, onDelete, onUpdate);
    columns.forEach((column, index) => {
      sqlite
        .prepare('INSERT INTO "~foreign_key_column" VALUES (?, ?, ?, ?, ?, ?)')
        .run(
          id,
          index + 1,
          table.objectId,
          findColumn(table, column).id,
          parent.objectId,
          findColumn(parent, referenced[index]!).id,
        );
    });
  }

  /** Adds an index. Throws error 1779 for a second primary key, 1919 for a column that cannot be in a key. */
  addIndex(table: Table, name: string, columns: readonly KeyColumn[], kind: IndexKind): void {
    const { sqlite } = this.#database;
    const used = this.#database.catalogue.indexes(table).map((index) => index.id);
    if (kind.primary && used.includes(1))
      throw new SqlError(1779, `Table '${table.name}' already has a primary key defined on it.`);
    const id = kind.primary ? 1 : Math.max(1, ...used) + 1;
    for (const { name: columnName } of columns) {
      const { type } = findColumn(table, columnName);
      if (type.length === -1) {
        throw new SqlError(
          1919,
          `Column '${columnName}' in table '${table.name}' is of a type that is invalid for use as a key column in an index.`,
        );
      }
    }
    sqlite
      .prepare('INSERT INTO "~index" VALUES (?, ?, ?, ?, ?, ?)')
      .run(
        table.objectId,
        id,
        name,
        Number(kind.unique),
        Number(kind.primary),
        Number(kind.constraint && !kind.primary),
      );
    if (kind.primary) {
      for (const { name: columnName } of columns) {
        const column = findColumn(table, columnName);
        sqlite.exec(
          `UPDATE "~column" SET is_nullable = 0 WHERE object_id = ${table.objectId} AND column_id = ${column.id}`,
        );
      }
    }
    columns.forEach(({ name: columnName, descending }, index) => {
      sqlite
        .prepare('INSERT INTO "~index_column" VALUES (?, ?, ?, ?, ?)')
        .run(table.objectId, id, index + 1, findColumn(table, columnName).id, Number(descending));
    });
  }
}

/** The column of this name. Throws error 1911. */
export function findColumn(table: Table, name: string): Column {
  const column = table.columns.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (column === undefined) {
    throw new SqlError(1911, `Column name '${name}' does not exist in the target table or view.`);
  }
  return column;
}

function collationOf({ type, collation }: ColumnDefinition): string | null {
  return isText(type) ? (collation ?? defaultCollation) : null;
}
