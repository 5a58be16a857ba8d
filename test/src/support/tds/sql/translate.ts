import type { Database } from '../session/database.js';
import { SqlError } from '../sql-error.js';
import { makeType, type SqlType } from '../values/sql-type.js';
import { quoted, type Table, tableName } from './catalogue.js';
import { catalogueViews } from './catalogue-tables.js';
import { castValue, literal } from './conversions.js';
import { renderQuery } from './query.js';
import { typeOfNodes } from './result-types.js';
import {
  type Group,
  incorrectSyntax,
  isName,
  isSymbol,
  isWord,
  keywords,
  type Node,
  nameOf,
  splitAtCommas,
  type Token,
} from './tokenizer.js';

/** What a statement may speak of. */
export interface Scope {
  readonly database: Database;
  /** Types of parameters and variables, by their names in lower case with the `@`. */
  readonly variables: ReadonlyMap<string, { readonly type: SqlType }>;
  /** The tables that the statement names, by alias and name in lower case: their names in SQLite. */
  readonly tables: Map<string, string>;
  /** What the catalogue has of these tables, by their names in SQLite. */
  readonly found: Map<string, Table | undefined>;
}

/** A scope in which no table is named yet. */
export function newScope(database: Database, variables: Scope['variables']): Scope {
  return { database, variables, tables: new Map(), found: new Map() };
}

/** A table that the statement reads, by its name in SQLite: looked up once, as reading changes no table. */
export function findTable(name: string, { database, found }: Scope): Table | undefined {
  if (!found.has(name)) found.set(name, database.catalogue.find(name));
  return found.get(name);
}

const hints = new Set(
  'NOLOCK READUNCOMMITTED READCOMMITTED REPEATABLEREAD SERIALIZABLE HOLDLOCK UPDLOCK XLOCK ROWLOCK PAGLOCK TABLOCK TABLOCKX READPAST NOWAIT READCOMMITTEDLOCK'.split(
    ' ',
  ),
);

/** Functions that SQLite has under another name. */
const renamed: Readonly<Record<string, string>> = {
  ISNULL: 'ifnull',
  COUNT_BIG: 'count',
  LEFT: '"~LEFT"',
  RIGHT: '"~RIGHT"',
  UPPER: '"~UPPER"',
  LOWER: '"~LOWER"',
  CEILING: 'ceil',
};

/** Turns a part of a T-SQL statement into SQLite's SQL. */
export function render(nodes: readonly Node[], scope: Scope): string {
  const parts: string[] = [];
  let at = 0;
  while (at < nodes.length) {
    const [text, next] = renderNext(nodes, at, scope);
    if (text !== '') parts.push(text);
    at = next;
  }
  return parts.join(' ');
}

function renderNext(nodes: readonly Node[], at: number, scope: Scope): readonly [string, number] {
  const node = nodes[at]!;
  const next = nodes[at + 1];
  if (node.kind === 'group') return [renderGroup(node, scope), at + 1];
  if (isWord(node, 'WITH') && next?.kind === 'group' && isHintList(next)) return ['', at + 2];
  if (isWord(node, 'COLLATE')) return [`COLLATE ${sqliteCollation(nameOf(next))}`, at + 2];
  if (isWord(node, 'OPTION') && next?.kind === 'group') return ['', at + 2];
  if (node.kind === 'word' && next?.kind === 'group' && !isClause(node)) return [renderCall(node, next, scope), at + 2];
  if (isName(node) && (node.kind === 'name' || !keywords.has(node.text) || isSymbol(next, '.'))) {
    return renderName(nodes, at, scope);
  }
  if (isSymbol(node, '+') && isTextSum(nodes, at, scope)) return ['||', at + 1];
  return [renderToken(node, scope), at + 1];
}

/** Words before a parenthesis that call nothing. */
function isClause({ text }: Token): boolean {
  const others = [
    'VALUES',
    'IN',
    'EXISTS',
    'AND',
    'OR',
    'NOT',
    'ON',
    'OVER',
    'THEN',
    'WHEN',
    'ELSE',
    'CASE',
    'FROM',
    'JOIN',
    'BY',
    'AS',
    'WHERE',
    'SELECT',
    'BETWEEN',
    'UNION',
    'ALL',
    'SET',
    'HAVING',
    'DISTINCT',
    'LIKE',
    'IS',
  ];
  return others.includes(text);
}

function isHintList(group: Group): boolean {
  return group.items.every((item) => isSymbol(item, ',') || (item.kind === 'word' && hints.has(item.text)));
}

function renderGroup(group: Group, scope: Scope): string {
  const isQuery = isWord(group.items[0], 'SELECT', 'WITH');
  return `(${isQuery ? renderQuery(group.items, scope) : render(group.items, scope)})`;
}

function renderCall(name: Token, { items }: Group, scope: Scope): string {
  const args = splitAtCommas(items);
  switch (name.text) {
    case 'CAST':
    case 'TRY_CAST': {
      const as = items.findLastIndex((item) => isWord(item, 'AS'));
      if (as < 0) throw incorrectSyntax(name);
      return castCall(items.slice(0, as), readType(items.slice(as + 1)), scope);
    }
    case 'CONVERT':
      return castCall(args[1] ?? [], readType(args[0] ?? []), scope);
    case 'SUM':
    case 'AVG':
    case 'MAX':
    case 'MIN':
    case 'COUNT':
    case 'COUNT_BIG': {
      const distinct = isWord(items[0], 'DISTINCT');
      const inner = distinct ? `DISTINCT ${render(items.slice(1), scope)}` : render(items, scope);
      return `${renamed[name.text] ?? name.text.toLowerCase()}(${inner})`;
    }
    default:
      return `${renamed[name.text] ?? quoted(name.text)}(${args.map((arg) => render(arg, scope)).join(', ')})`;
  }
}

function castCall(value: readonly Node[], type: SqlType, scope: Scope): string {
  return castValue(render(value, scope), type);
}

/** A type with its numbers: `nvarchar (max)`. */
export function readType(nodes: readonly Node[]): SqlType {
  const name = nodeText(nodes[0]);
  const group = nodes[1];
  const args = group?.kind === 'group' ? splitAtCommas(group.items).map(([arg]) => nodeText(arg)) : [];
  return makeType(name, args);
}

function nodeText(node: Node | undefined): string {
  if (node === undefined || node.kind === 'group') throw incorrectSyntax(node);
  return node.kind === 'name' ? node.text : node.source;
}

/** Names joined by points: of a table, a column, or both. */
function renderName(nodes: readonly Node[], at: number, scope: Scope): readonly [string, number] {
  const { names, next, star } = readName(nodes, at);
  const resolved = resolveName(names, scope);
  if (isTablePosition(nodes, at)) addTable(resolved.join('.'), nodes, next, scope);
  return [[...resolved.map(quoted), ...(star ? ['*'] : [])].join('.'), next];
}

/** The names from a place on, and where they end. */
export function readName(nodes: readonly Node[], at: number) {
  const names = [nameOf(nodes[at])];
  let next = at + 1;
  for (; isSymbol(nodes[next], '.'); next += 2) {
    if (isSymbol(nodes[next + 1], '*')) return { names, next: next + 2, star: true };
    names.push(nameOf(nodes[next + 1]));
  }
  return { names, next, star: false };
}

/** A name as SQLite has it: database and schema are one with the name of the table. */
export function resolveName(names: readonly string[], { database }: Scope): readonly string[] {
  const isSchema = (name: string | undefined): boolean =>
    name !== undefined && database.catalogue.schema(name) !== undefined;
  if (names.length > 2 && !isSchema(names[0]) && isSchema(names[1])) {
    const isHere = names[0]!.toLowerCase() === database.name.toLowerCase() || names[1]!.toLowerCase() === 'sys';
    if (!isHere) throw new SqlError(208, `Invalid object name '${names.join('.')}'.`);
    return resolveName(names.slice(1), { database } as Scope);
  }
  if (names.length < 2 || !isSchema(names[0])) return names;
  const joined = tableName(names[0]!, names[1]!);
  const view = Object.keys(catalogueViews).find((one) => one.toLowerCase() === joined.toLowerCase());
  return [view ?? joined, ...names.slice(2)];
}

function isTablePosition(nodes: readonly Node[], at: number): boolean {
  return isWord(nodes[at - 1], 'FROM', 'JOIN', 'INTO', 'UPDATE');
}

/** Keeps in mind what a table is called in the statement, for the types of its columns. */
function addTable(table: string, nodes: readonly Node[], next: number, scope: Scope): void {
  const alias = isWord(nodes[next], 'AS') ? nodes[next + 1] : nodes[next];
  scope.tables.set(table.toLowerCase(), table);
  if (isName(alias) && (alias.kind === 'name' || !keywords.has(alias.text))) {
    scope.tables.set(nameOf(alias).toLowerCase(), table);
  }
}

/** In T-SQL + also joins text. */
function isTextSum(nodes: readonly Node[], at: number, scope: Scope): boolean {
  const before = nodes.slice(0, at);
  const start = before.findLastIndex((node) => isSymbol(node, ',') || isSymbol(node, '+') || isSymbol(node, '='));
  const after = nodes.slice(at + 1);
  const end = after.findIndex((node) => isSymbol(node, ',') || isSymbol(node, '+') || isWord(node, 'AS', 'FROM'));
  return [before.slice(start + 1), end < 0 ? after : after.slice(0, end)].some((side) => {
    const type = typeOfNodes(side, scope);
    return type !== undefined && /char$/.test(type.name);
  });
}

function renderToken(token: Token, scope: Scope): string {
  switch (token.kind) {
    case 'string':
      return literal(token.text);
    case 'binary':
      return `x'${token.text.length % 2 === 0 ? token.text : `0${token.text}`}'`;
    case 'variable':
      if (token.text.startsWith('@@')) return `"~variable"('${token.text}')`;
      if (!scope.variables.has(token.text))
        throw new SqlError(137, `Must declare the scalar variable "${token.source}".`);
      return token.text;
    case 'symbol':
      if (token.text === ';') throw incorrectSyntax(token);
      return token.text;
    default:
      return token.kind === 'name' ? quoted(token.text) : token.source;
  }
}

/**
 * The collation of SQLite that is nearest: text without case (of the letters A to Z only), or by its code units. Blanks at
 * the end do not count in the second, as in SQL Server.
 */
export function sqliteCollation(name: string): string {
  return /_CI_/i.test(name) ? 'NOCASE' : 'RTRIM';
}
