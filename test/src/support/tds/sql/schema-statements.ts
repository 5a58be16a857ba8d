import { may, type Permission } from '../permissions.js';
import type { Database } from '../session/database.js';
import { SqlError } from '../sql-error.js';
import { type Table } from './catalogue.js';
import { SchemaEditor } from './schema-editor.js';
import { readElements, readKey, refuseDoubled } from './table-definition.js';
import { incorrectSyntax, isSymbol, isWord, type Node, nameOf, splitAtCommas } from './tokenizer.js';
import { newScope, readName, resolveName } from './translate.js';

/** CREATE, ALTER and DROP of what is in a database. */
export function changeSchema(nodes: readonly Node[], database: Database): void {
  const [verb, what] = nodes;
  if (isWord(verb, 'CREATE') && isWord(what, 'TABLE')) createTable(nodes, database);
  else if (isWord(verb, 'CREATE') && isWord(what, 'SCHEMA')) createSchema(nodes, database);
  else if (isWord(verb, 'CREATE')) createIndex(nodes, database);
  else if (isWord(verb, 'ALTER') && isWord(what, 'TABLE')) alterTable(nodes, database);
  else if (isWord(verb, 'DROP') && isWord(what, 'TABLE')) dropTables(nodes, database);
  else if (isWord(verb, 'DROP') && isWord(what, 'INDEX')) dropIndex(nodes, database);
  else throw incorrectSyntax(what);
}

function demand(database: Database, permission: Permission, refusal: SqlError): void {
  if (!may(database.session.login, permission)) throw refusal;
}

function tableAt(nodes: readonly Node[], at: number, database: Database): { table: Table; next: number } {
  const { names, next } = readName(nodes, at);
  const table = database.catalogue.find(resolveName(names, newScope(database, new Map())).join('.'));
  if (table !== undefined) return { table, next };
  const text = `Cannot find the object "${names.join('.')}" because it does not exist or you do not have permissions.`;
  throw isWord(nodes[0], 'DROP')
    ? new SqlError(
        3701,
        `Cannot drop the table '${names.join('.')}', because it does not exist or you do not have permission.`,
      )
    : new SqlError(isWord(nodes[0], 'CREATE') ? 1088 : 4902, text);
}

function createTable(nodes: readonly Node[], database: Database): void {
  demand(database, 'CREATE TABLE', new SqlError(262, `CREATE TABLE permission denied in database '${database.name}'.`));
  const { names, next } = readName(nodes, 2);
  const list = nodes[next];
  if (list?.kind !== 'group') throw incorrectSyntax(list);
  if (nodes.length > next + 1 && !isWord(nodes[next + 1], 'ON', 'WITH')) throw incorrectSyntax(nodes[next + 1]);
  const { columns, constraints } = readElements(list.items);
  const name = names.at(-1)!;
  refuseDoubled(
    columns.map((column) => column.name),
    name,
  );
  new SchemaEditor(database).createTable(names.at(-2) ?? 'dbo', name, columns, constraints);
}

function createSchema(nodes: readonly Node[], database: Database): void {
  const name = nameOf(nodes[2]);
  if (database.catalogue.schema(name) !== undefined) {
    throw new SqlError(2714, `There is already an object named '${name}' in the database.`);
  }
  database.sqlite.prepare('INSERT INTO "~schema" (name) VALUES (?)').run(name);
}

function createIndex(nodes: readonly Node[], database: Database): void {
  const at = nodes.findIndex((node) => isWord(node, 'INDEX'));
  const on = nodes.findIndex((node) => isWord(node, 'ON'));
  if (at < 0 || on !== at + 2) throw incorrectSyntax(nodes[1]);
  const { table, next } = tableAt(nodes, on + 1, database);
  demand(
    database,
    'ALTER',
    new SqlError(
      1088,
      `Cannot find the object "${table.name}" because it does not exist or you do not have permissions.`,
    ),
  );
  const unique = nodes.slice(0, at).some((node) => isWord(node, 'UNIQUE'));
  new SchemaEditor(database).createIndex(table, nameOf(nodes[at + 1]), unique, readKey(nodes[next]));
}

function dropIndex(nodes: readonly Node[], database: Database): void {
  const { table } = tableAt(nodes, nodes.findIndex((node) => isWord(node, 'ON')) + 1, database);
  new SchemaEditor(database).dropIndex(table, nameOf(nodes[2]));
}

function dropTables(nodes: readonly Node[], database: Database): void {
  for (const part of splitAtCommas(nodes.slice(2))) {
    const { table } = tableAt([...nodes.slice(0, 2), ...part], 2, database);
    demand(
      database,
      'ALTER',
      new SqlError(
        3701,
        `Cannot drop the table '${table.name}', because it does not exist or you do not have permission.`,
      ),
    );
    new SchemaEditor(database).dropTable(table);
  }
}

function alterTable(nodes: readonly Node[], database: Database): void {
  const { table, next } = tableAt(nodes, 2, database);
  demand(
    database,
    'ALTER',
    new SqlError(
      1088,
      `Cannot find the object "${table.name}" because it does not exist or you do not have permissions.`,
    ),
  );
  const editor = new SchemaEditor(database);
  const isChecked = isWord(nodes[next], 'WITH') && isWord(nodes[next + 1], 'CHECK', 'NOCHECK');
  const [verb, what, ...rest] = nodes.slice(isChecked ? next + 2 : next);
  if (isWord(verb, 'CHECK') && isWord(what, 'CONSTRAINT')) editor.trustForeignKeys(table);
  else if (isWord(verb, 'ADD')) add(editor, table, [what!, ...rest], database);
  else if (isWord(verb, 'ALTER') && isWord(what, 'COLUMN')) editor.alterColumn(table, readElements(rest).columns[0]!);
  else if (isWord(verb, 'DROP')) drop(editor, table, [what!, ...rest]);
  else throw incorrectSyntax(verb);
}

function drop(editor: SchemaEditor, table: Table, nodes: readonly Node[]): void {
  for (const part of splitAtCommas(nodes)) {
    const name = nameOf(part.at(-1));
    if (isWord(nodes[0], 'COLUMN')) editor.dropColumn(table, name);
    else editor.dropConstraint(table, name);
  }
}

function add(editor: SchemaEditor, table: Table, nodes: readonly Node[], database: Database): void {
  if (nodes.some((node) => isSymbol(node, ';'))) throw incorrectSyntax(nodes[0]);
  for (const part of splitAtCommas(nodes)) {
    const { columns, constraints } = readElements(part);
    const current = database.catalogue.table(table.sqliteName);
    const [column] = columns;
    if (column !== undefined) {
      refuseDoubled([...current.columns.map(({ name }) => name), column.name], table.name);
      editor.addColumn(current, column, constraints);
    } else {
      for (const constraint of constraints) editor.addConstraint(current, constraint);
    }
  }
}
