import type { SqlType } from '../values/sql-type.js';
import { selectList } from './query.js';
import { isName, isSymbol, isWord, keywords, type Node, nameOf, splitAtCommas } from './tokenizer.js';
import { findTable, readName, readType, resolveName, type Scope } from './translate.js';

const int: SqlType = { name: 'int' };
const bigint: SqlType = { name: 'bigint' };
const shortText: SqlType = { name: 'nvarchar', length: 128 };

/** What functions give. Those that give the type of an argument are in {@link likeArgument}. */
const functionTypes: Readonly<Record<string, SqlType>> = {
  COUNT: int,
  COUNT_BIG: bigint,
  LEN: int,
  DATALENGTH: int,
  CHARINDEX: int,
  OBJECT_ID: int,
  DB_ID: { name: 'smallint' },
  SCHEMA_ID: int,
  HAS_PERMS_BY_NAME: int,
  IS_SRVROLEMEMBER: int,
  XACT_STATE: { name: 'smallint' },
  COL_LENGTH: { name: 'smallint' },
  DB_NAME: shortText,
  SCHEMA_NAME: shortText,
  OBJECT_NAME: shortText,
  SUSER_SNAME: shortText,
  USER_NAME: shortText,
  SERVERPROPERTY: shortText,
  DATABASEPROPERTYEX: shortText,
  APPLOCK_MODE: shortText,
  APPLOCK_TEST: { name: 'smallint' },
  SYSUTCDATETIME: { name: 'datetime2', scale: 7 },
  SYSDATETIME: { name: 'datetime2', scale: 7 },
  GETUTCDATE: { name: 'datetime' },
  GETDATE: { name: 'datetime' },
  NEWID: { name: 'uniqueidentifier' },
  SCOPE_IDENTITY: { name: 'decimal', precision: 38, scale: 0 },
  NCHAR: { name: 'nchar', length: 1 },
  ROW_NUMBER: bigint,
};

const likeArgument = [
  'MAX',
  'MIN',
  'SUM',
  'AVG',
  'ISNULL',
  'COALESCE',
  'NULLIF',
  'ABS',
  'LEFT',
  'RIGHT',
  'SUBSTRING',
  'UPPER',
  'LOWER',
  'REPLACE',
  'LTRIM',
  'RTRIM',
  'CONCAT',
];

/** The stronger type first: what an expression of both is. */
const precedence = [
  'datetime2',
  'datetime',
  'date',
  'float',
  'real',
  'decimal',
  'bigint',
  'int',
  'smallint',
  'tinyint',
  'bit',
  'nvarchar',
  'nchar',
  'varchar',
  'char',
  'varbinary',
  'binary',
];

/** The type of an expression; undefined where it cannot be told from its text. */
export function typeOfNodes(nodes: readonly Node[], scope: Scope): SqlType | undefined {
  const [first, second] = nodes;
  if (first === undefined) return undefined;
  if (nodes.length === 1) return typeOfOne(first, scope);
  if (first.kind === 'word' && second?.kind === 'group' && (nodes.length === 2 || isWord(nodes[2], 'OVER'))) {
    return typeOfCall(first.text, second.items, scope);
  }
  if (isWord(first, 'CASE')) return typeOfCase(nodes, scope);
  if (isWord(nodes.at(-2), 'COLLATE')) return typeOfNodes(nodes.slice(0, -2), scope);
  if (isSymbol(first, '-')) return typeOfNodes(nodes.slice(1), scope);
  const operator = nodes.findIndex((node) => node.kind === 'symbol' && '+-*/%'.includes(node.text));
  if (operator > 0) {
    return stronger([nodes.slice(0, operator), nodes.slice(operator + 1)].map((side) => typeOfNodes(side, scope)));
  }
  if (!isName(first)) return undefined;
  const { names, next } = readName(nodes, 0);
  return next === nodes.length ? typeOfColumn(names, scope) : undefined;
}

function typeOfOne(node: Node, scope: Scope): SqlType | undefined {
  switch (node.kind) {
    case 'group':
      return typeOfNodes(
        isWord(node.items[0], 'SELECT') ? withoutAlias(selectList(node.items)[0] ?? []) : node.items,
        scope,
      );
    case 'number':
      return /^\d+$/.test(node.text) ? (Number(node.text) < 2 ** 31 ? int : bigint) : { name: 'float' };
    case 'string':
      return { name: 'nvarchar', length: Math.max(1, node.text.length) > 4000 ? -1 : Math.max(1, node.text.length) };
    case 'binary':
      return { name: 'varbinary', length: -1 };
    case 'variable':
      if (node.text.startsWith('@@'))
        return /version|servername/.test(node.text) ? { name: 'nvarchar', length: 300 } : int;
      return scope.variables.get(node.text)?.type;
    case 'word':
      return node.text === 'NULL' ? undefined : typeOfColumn([nameOf(node)], scope);
    case 'name':
      return typeOfColumn([node.text], scope);
    default:
      return undefined;
  }
}

function typeOfCall(name: string, items: readonly Node[], scope: Scope): SqlType | undefined {
  if (name === 'CAST') return readType(items.slice(items.findLastIndex((item) => isWord(item, 'AS')) + 1));
  const args = splitAtCommas(items);
  if (name === 'CONVERT') return readType(args[0] ?? []);
  if (!likeArgument.includes(name)) return functionTypes[name];
  const plain = args.map((arg) => typeOfNodes(isWord(arg[0], 'DISTINCT') ? arg.slice(1) : arg, scope));
  const type = name === 'COALESCE' ? stronger(plain) : (plain[0] ?? plain[1]);
  const isSmall = type !== undefined && ['smallint', 'tinyint', 'bit'].includes(type.name);
  return isSmall && (name === 'SUM' || name === 'AVG') ? int : type;
}

function typeOfCase(nodes: readonly Node[], scope: Scope): SqlType | undefined {
  const types = nodes.flatMap((node, at) => {
    if (!isWord(node, 'THEN', 'ELSE')) return [];
    const rest = nodes.slice(at + 1);
    return [
      typeOfNodes(
        rest.slice(
          0,
          rest.findIndex((one) => isWord(one, 'WHEN', 'ELSE', 'END')),
        ),
        scope,
      ),
    ];
  });
  return stronger(types);
}

function stronger(types: readonly (SqlType | undefined)[]): SqlType | undefined {
  const known = types.filter((type) => type !== undefined);
  const rank = ({ name }: SqlType): number => precedence.indexOf(name);
  const best = known.toSorted((a, b) => rank(a) - rank(b))[0];
  const longest = known.some((type) => type.length === -1) ? -1 : Math.max(...known.map((type) => type.length ?? 0));
  return best?.length === undefined ? best : { ...best, length: longest };
}

/** The type of a column of a table that the statement names. */
function typeOfColumn(names: readonly string[], scope: Scope): SqlType | undefined {
  const resolved = resolveName(names, scope);
  const column = resolved.at(-1)!.toLowerCase();
  const owner = resolved.length > 1 ? scope.tables.get(resolved.slice(0, -1).join('.').toLowerCase()) : undefined;
  const tables = owner === undefined ? new Set(scope.tables.values()) : [owner];
  for (const name of tables) {
    const found = findTable(name, scope)?.columns.find((one) => one.name.toLowerCase() === column);
    if (found !== undefined) return found.type;
  }
  return undefined;
}

/** An item of a select list without the name that it is given. */
export function withoutAlias(item: readonly Node[]): readonly Node[] {
  if (isWord(item.at(-2), 'AS')) return item.slice(0, -2);
  return hasBareAlias(item) ? item.slice(0, -1) : item;
}

/** Whether an item of a select list has a name: its alias, or that of its column. */
export function hasName(item: readonly Node[]): boolean {
  const [first] = item;
  if (isWord(item.at(-2), 'AS') || hasBareAlias(item) || isSymbol(item.at(-1), '*')) return true;
  return (
    isName(first) && !(first.kind === 'word' && keywords.has(first.text)) && readName(item, 0).next === item.length
  );
}

function hasBareAlias(item: readonly Node[]): boolean {
  const last = item.at(-1);
  const before = item.at(-2);
  if (before === undefined || !isName(last) || (last.kind === 'word' && keywords.has(last.text))) return false;
  return before.kind !== 'symbol' && !(before.kind === 'word' && keywords.has(before.text) && before.text !== 'END');
}
