import {
  AliasNode,
  type KyselyPlugin,
  type OperationNode,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type QueryResult,
  type RootOperationNode,
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

  constructor(path: string) {
    this.#path = path;
  }

  transformQuery({ node, queryId }: PluginTransformQueryArgs): RootOperationNode {
    if (SelectQueryNode.is(node)) {
      const places = [...(node.from?.froms ?? []), ...(node.joins ?? []).map(({ table }) => table)];
      // Of two columns of one name the first table's is meant.
      const columns = places.toReversed().map((place) => columnsOf(place));
      this.#columns.set(queryId, Object.assign({}, names, ...columns));
    }
    return node;
  }

  async transformResult({ result, queryId }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    const columns = this.#columns.get(queryId);
    if (columns !== undefined) for (const row of result.rows) this.#check(row, columns);
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
