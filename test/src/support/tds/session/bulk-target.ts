import { incorrectSyntax, type Node, nameOf, splitAtCommas } from '../sql/tokenizer.js';
import { newScope, readName, resolveName } from '../sql/translate.js';
import type { Database } from './database.js';

/** The rows that a bulk load is going to bring. */
export interface BulkTarget {
  /** Its name in SQLite. */
  readonly table: string;
  readonly columns: readonly string[];
  readonly options: ReadonlySet<string>;
}

/** Reads `INSERT BULK table (column type, …) WITH (option, …)`. */
export function readBulkTarget(nodes: readonly Node[], database: Database): BulkTarget {
  const { names, next } = readName(nodes, 2);
  const table = database.catalogue.table(resolveName(names, newScope(database, new Map())).join('.'));
  const list = nodes[next];
  const options = nodes[next + 2];
  if (list?.kind !== 'group') throw incorrectSyntax(list);
  const words =
    options?.kind === 'group' ? options.items.flatMap((node) => (node.kind === 'word' ? [node.text] : [])) : [];
  const columns = splitAtCommas(list.items).map(([name]) => nameOf(name));
  return { table: table.sqliteName, columns, options: new Set(words) };
}
