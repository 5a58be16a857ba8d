import { SqlError } from '../sql-error.js';
import { type Column, quoted, type Table } from './catalogue.js';
import { storedValue } from './conversions.js';
import { renderQuery } from './query.js';
import { type Result, runQuery, type Values } from './run-query.js';
import { incorrectSyntax, isName, isSymbol, isWord, type Node, nameOf, splitAtCommas } from './tokenizer.js';
import { readName, render, resolveName, type Scope } from './translate.js';

/** INSERT, UPDATE and DELETE. */
export function runChange(nodes: readonly Node[], scope: Scope, values: Values): Result {
  if (isWord(nodes[0], 'INSERT')) return insert(nodes, scope, values);
  return isWord(nodes[0], 'UPDATE') ? update(nodes, scope, values) : remove(nodes, scope, values);
}

/** The table that the change is for, which begins at a place, and where its name ends. */
function readTarget(nodes: readonly Node[], at: number, scope: Scope): { table: Table; next: number } {
  const { names, next } = readName(nodes, at);
  const table = scope.database.catalogue.table(resolveName(names, scope).join('.'));
  for (const name of [table.sqliteName, 'inserted', 'deleted']) scope.tables.set(name.toLowerCase(), table.sqliteName);
  scope.database.session.target = table.sqliteName;
  const hints = isWord(nodes[next], 'WITH') && nodes[next + 1]?.kind === 'group' ? 2 : 0;
  return { table, next: next + hints };
}

/** The columns after OUTPUT, and where they end. */
function readOutput(nodes: readonly Node[], at: number): { items: readonly (readonly Node[])[]; next: number } {
  if (!isWord(nodes[at], 'OUTPUT')) return { items: [], next: at };
  let next = at + 1;
  while (next < nodes.length && !isWord(nodes[next], 'VALUES', 'SELECT', 'DEFAULT', 'WHERE', 'FROM', 'INTO')) next++;
  if (isWord(nodes[next], 'INTO'))
    throw new SqlError(102, "Incorrect syntax near 'INTO'. The double knows no OUTPUT INTO.");
  return { items: splitAtCommas(nodes.slice(at + 1, next)), next };
}

function insert(nodes: readonly Node[], scope: Scope, values: Values): Result {
  const { table, next } = readTarget(nodes, isWord(nodes[1], 'INTO') ? 2 : 1, scope);
  const list = nodes[next];
  const hasList = list?.kind === 'group';
  const keepsIdentity = scope.database.session.options.identityInsert === table.sqliteName;
  const columns = hasList
    ? splitAtCommas(list.items).map(([name]) => columnOf(table, nameOf(name)))
    : table.columns.filter((column) => !column.identity || keepsIdentity);
  refuseIdentity(columns, table, keepsIdentity);
  const output = readOutput(nodes, hasList ? next + 1 : next);
  const source = insertSource(nodes.slice(output.next), columns, table, scope);
  const returning = output.items.map((item) => render(withoutOwner(item), scope));
  const sql = `INSERT INTO ${quoted(table.sqliteName)} ${source}`;
  const result =
    returning.length > 0
      ? runQuery(`${sql} RETURNING ${returning.join(', ')}`, output.items, scope, values)
      : runPlain(sql, scope, values);
  const { session, sqlite } = scope.database;
  if (table.columns.some((column) => column.identity)) {
    session.lastIdentity = sqlite.prepare('SELECT last_insert_rowid() AS id').get().id as number;
  }
  return result;
}

/** The columns and rows of an INSERT. */
function insertSource(nodes: readonly Node[], columns: readonly Column[], table: Table, scope: Scope): string {
  if (isWord(nodes[0], 'DEFAULT')) return 'DEFAULT VALUES';
  const rows = nodes.filter((node) => node.kind === 'group');
  if (isWord(nodes[0], 'VALUES')) {
    if (rows.length > 1000) {
      const text =
        'The number of row value expressions in the INSERT statement exceeds the maximum allowed number of 1000 row values.';
      throw new SqlError(10738, text);
    }
    for (const row of rows) checkCount(splitAtCommas(row.items).length, columns.length);
  } else if (!isWord(nodes[0], 'SELECT', 'WITH')) {
    throw incorrectSyntax(nodes[0]);
  }
  const source = isWord(nodes[0], 'VALUES') ? render(nodes, scope) : renderQuery(nodes, scope);
  const names = columns.map((_column, index) => `"~${index}"`);
  const list = columns.map(({ name }) => quoted(name)).join(', ');
  const converted = columns.map((column, index) => storedValue(`"~${index}"`, column, table, scope.database));
  return `(${list}) WITH "~source" (${names.join(', ')}) AS (${source}) SELECT ${converted.join(', ')} FROM "~source" WHERE 1`;
}

function checkCount(given: number, expected: number): void {
  if (given === expected) return;
  const [more, less] = given < expected ? ['more', 'fewer'] : ['fewer', 'more'];
  const text = `There are ${more} columns in the INSERT statement than values specified in the VALUES clause.`;
  throw new SqlError(given < expected ? 109 : 110, `${text} (${less} values: ${given}, columns: ${expected})`);
}

function refuseIdentity(columns: readonly Column[], table: Table, keepsIdentity: boolean): void {
  const identity = columns.find((column) => column.identity);
  if (identity === undefined || keepsIdentity) return;
  const text = `Cannot insert explicit value for identity column in table '${table.name}' when IDENTITY_INSERT is set to OFF.`;
  throw new SqlError(544, text);
}

function columnOf(table: Table, name: string): Column {
  const column = table.columns.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (column === undefined) throw new SqlError(207, `Invalid column name '${name}'.`);
  return column;
}

/** `inserted.[id]` as `[id]`. */
function withoutOwner(item: readonly Node[]): readonly Node[] {
  const isOwned = isName(item[0]) && nameOf(item[0]).toLowerCase() === 'inserted' && isSymbol(item[1], '.');
  return isOwned ? item.slice(2) : item;
}

function update(nodes: readonly Node[], scope: Scope, values: Values): Result {
  const { table, next } = readTarget(nodes, 1, scope);
  if (!isWord(nodes[next], 'SET')) throw incorrectSyntax(nodes[next]);
  const end = nodes.findIndex((node, at) => at > next && isWord(node, 'OUTPUT', 'WHERE', 'FROM', 'OPTION'));
  const assignments = splitAtCommas(nodes.slice(next + 1, end < 0 ? undefined : end)).map((assignment) => {
    const equals = assignment.findIndex((node) => isSymbol(node, '='));
    const column = columnOf(table, nameOf(assignment[equals - 1]));
    if (column.identity) throw new SqlError(8102, `Cannot update identity column '${column.name}'.`);
    return `${quoted(column.name)} = ${storedValue(render(assignment.slice(equals + 1), scope), column, table, scope.database)}`;
  });
  const output = readOutput(nodes, end < 0 ? nodes.length : end);
  const where = readWhere(nodes, output.next, scope);
  const sql = `UPDATE ${quoted(table.sqliteName)} SET ${assignments.join(', ')} ${where}`;
  if (output.items.length === 0) return runPlain(sql, scope, values);
  return withDeleted(table, where, scope, values, () => {
    runPlain(sql, scope, values);
    const list = output.items.map((item) => render(item, scope)).join(', ');
    const from = `deleted JOIN ${quoted(table.sqliteName)} AS inserted ON inserted.rowid = deleted."~row"`;
    return runQuery(`SELECT ${list} FROM ${from}`, output.items, scope, values);
  });
}

function remove(nodes: readonly Node[], scope: Scope, values: Values): Result {
  const { table, next } = readTarget(nodes, isWord(nodes[1], 'FROM') ? 2 : 1, scope);
  const output = readOutput(nodes, next);
  const where = readWhere(nodes, output.next, scope);
  const sql = `DELETE FROM ${quoted(table.sqliteName)} ${where}`;
  if (output.items.length === 0) return runPlain(sql, scope, values);
  return withDeleted(table, where, scope, values, () => {
    runPlain(sql, scope, values);
    const list = output.items.map((item) => render(item, scope)).join(', ');
    return runQuery(`SELECT ${list} FROM deleted`, output.items, scope, values);
  });
}

/** The condition that ends a statement. */
function readWhere(nodes: readonly Node[], at: number, scope: Scope): string {
  if (at >= nodes.length || isWord(nodes[at], 'OPTION')) return '';
  if (!isWord(nodes[at], 'WHERE')) throw incorrectSyntax(nodes[at]);
  return render(nodes.slice(at), scope);
}

/** Keeps the rows as they are before the change, under the name by which OUTPUT speaks of them. */
function withDeleted(table: Table, where: string, scope: Scope, values: Values, work: () => Result): Result {
  const { sqlite } = scope.database;
  const select = `SELECT rowid AS "~row", * FROM ${quoted(table.sqliteName)} ${where}`;
  sqlite.exec('DROP TABLE IF EXISTS temp.deleted');
  runPlain(`CREATE TEMP TABLE deleted AS ${select}`, scope, values);
  const result = work();
  sqlite.exec('DROP TABLE temp.deleted');
  return result;
}

function runPlain(sql: string, scope: Scope, values: Values): Result {
  const statement = scope.database.sqlite.prepare(sql);
  statement.setAllowUnknownNamedParameters(true);
  const { changes } = statement.run(values);
  return { columns: undefined, rows: [], count: Number(changes) };
}
