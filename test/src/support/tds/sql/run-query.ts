import type { ResultColumn } from '../protocol/tokens.js';
import { anyText, type SqlType, type Value } from '../values/sql-type.js';
import { hasName, typeOfNodes, withoutAlias } from './result-types.js';
import { isSymbol, type Node } from './tokenizer.js';
import { findTable, type Scope } from './translate.js';

/** What a statement gave. */
export interface Result {
  /** Undefined where it gives no rows. */
  readonly columns: readonly ResultColumn[] | undefined;
  readonly rows: readonly (readonly Value[])[];
  /** Rows it read or changed. */
  readonly count: number;
}

/** Values of parameters and variables by their names. */
export type Values = Readonly<Record<string, Value>>;

/** Runs SQLite's SQL that gives rows. `items` is its select list in T-SQL, which says what the columns are. */
export function runQuery(sql: string, items: readonly (readonly Node[])[], scope: Scope, values: Values): Result {
  const statement = scope.database.sqlite.prepare(sql);
  statement.setReadBigInts(true);
  statement.setReturnArrays(true);
  statement.setAllowUnknownNamedParameters(true);
  const rows = statement.all(values) as Value[][];
  const found = statement.columns();
  const hasStar = items.some((item) => isSymbol(item.at(-1), '*'));
  const columns = found.map(({ name, column, table }, index): ResultColumn => {
    const item = hasStar ? undefined : items[index];
    const type = item === undefined ? undefined : typeOfNodes(withoutAlias(item), scope);
    const sample = rows.map((row) => row[index]!);
    return {
      name: item === undefined || hasName(item) ? name : '',
      type: type ?? originType(table, column, scope) ?? typeOfValues(column ?? name, sample),
    };
  });
  return { columns, rows, count: rows.length };
}

/** The type of the column that a result column comes from. */
function originType(table: string | null, column: string | null, scope: Scope): SqlType | undefined {
  if (table === null || column === null) return undefined;
  const name = scope.tables.get(table.toLowerCase()) ?? table;
  return findTable(name, scope)?.columns.find((one) => one.name === column)?.type;
}

function typeOfValues(name: string, values: readonly Value[]): SqlType {
  const known = values.filter((value) => value !== null);
  if (/^is_/i.test(name)) return { name: 'bit' };
  if (known.some((value) => value instanceof Uint8Array)) return { name: 'varbinary', length: -1 };
  if (known.some((value) => typeof value === 'string')) return anyText;
  if (known.some((value) => typeof value === 'number')) return { name: 'float' };
  const isSmall = known.every((value) => typeof value === 'bigint' && value >= -(2n ** 31n) && value < 2n ** 31n);
  return { name: isSmall ? 'int' : 'bigint' };
}
