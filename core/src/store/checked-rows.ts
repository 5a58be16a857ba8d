import {
  AliasNode,
  type KyselyPlugin,
  type OperationNode,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type QueryResult,
  type RootOperationNode,
  SelectAllNode,
  SelectQueryNode,
  TableNode,
  type UnknownRow,
} from 'kysely';
import { columnChecks } from './column-checks.js';
import { settingsDatabaseDamaged } from './sqlite-errors.js';
import { type Check, text } from './stored-values.js';

type Columns = Readonly<Record<string, Check>>;

/** As queries name the places of what they join. */
const names: Columns = { site: text, destination: text };

/**
 * Refuses rows that hold what this program cannot have written, and says which: SQLite keeps no checksums, and hands out
 * what a failing disk made of a value. Throws ConfigError `settings-database-damaged`.
 */
export class CheckedRows implements KyselyPlugin {
  readonly #path: string;
  readonly #columns = new WeakMap<object, Columns>();
  /** Names of the columns that each row must have, as nobody named them in the query. */
  readonly #all = new WeakMap<object, readonly string[]>();

  constructor(path: string) {
    this.#path = path;
  }

  transformQuery({ node, queryId }: PluginTransformQueryArgs): RootOperationNode {
    if (SelectQueryNode.is(node)) {
      const places = [...(node.from?.froms ?? []), ...(node.joins ?? []).map(({ table }) => table)];
      // Of two columns of one name the first table's is meant.
      const columns: Columns = Object.assign({}, names, ...places.toReversed().map(columnsOf));
      this.#columns.set(queryId, columns);
      if (node.selections?.some(({ selection }) => SelectAllNode.is(selection))) {
        this.#all.set(queryId, Object.keys(Object.assign({}, ...places.map(columnsOf))));
      }
    }
    return node;
  }

  async transformResult({ result, queryId }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    const columns = this.#columns.get(queryId);
    if (columns === undefined) return result;
    const all = this.#all.get(queryId) ?? [];
    for (const row of result.rows) {
      // The names of columns are bytes of the file, too.
      const missing = all.find((column) => !(column in row));
      if (missing !== undefined) throw settingsDatabaseDamaged(this.#path, `the column ${missing} is missing`);
      this.#check(row, columns);
    }
    return result;
  }

  #check(row: UnknownRow, columns: Columns): void {
    for (const [column, value] of Object.entries(row)) {
      if (columns[column]?.(value, row) === false) throw settingsDatabaseDamaged(this.#path, describe(row, column));
    }
  }
}

function columnsOf(place: OperationNode): Columns {
  const table = AliasNode.is(place) ? place.node : place;
  if (!TableNode.is(table)) return {};
  const { name } = table.table.identifier;
  return name in columnChecks ? columnChecks[name as keyof typeof columnChecks] : {};
}

/** Never quotes the value, which may be a secret or of any length. */
function describe(row: UnknownRow, column: string): string {
  const which = [row.key, row.lsid, row.name, row.account, row.operation].find((value) => typeof value === 'string');
  return `${column}${which === undefined ? '' : ` of ${which}`} holds what cannot be there`;
}
