import type { ConfigError } from '@integration-client/sdk';
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
} from '#kysely';
import { columnChecks } from './column-checks.js';
import type { SettingsTables } from './schema.js';
import { type Check, text } from './stored-values.js';

/** What the rows of a query hold. */
interface Expected {
  /** By name, the table and what may be there. */
  readonly columns: ReadonlyMap<string, { readonly table: string; readonly check: Check }>;
  /** Names that each row must have, as the query names none: names of columns are bytes of the file, too. */
  readonly always: readonly string[];
}

/**
 * Refuses rows that hold what this program cannot have written, and says which: SQLite keeps no checksums, and hands out
 * what a failing disk made of a value. Throws ConfigError `settings-database-damaged`.
 */
export class CheckedRows implements KyselyPlugin {
  readonly #damaged: (detail: string) => ConfigError;
  readonly #queries = new WeakMap<object, Expected>();

  /** `damaged` makes the error of what was found. */
  constructor(damaged: (detail: string) => ConfigError) {
    this.#damaged = damaged;
  }

  transformQuery({ node, queryId }: PluginTransformQueryArgs): RootOperationNode {
    if (SelectQueryNode.is(node)) this.#queries.set(queryId, expectedOf(node));
    return node;
  }

  async transformResult({ result, queryId }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    const expected = this.#queries.get(queryId);
    if (expected !== undefined) for (const row of result.rows) this.#check(row, expected);
    return result;
  }

  #check(row: UnknownRow, { columns, always }: Expected): void {
    const missing = always.find((name) => !(name in row));
    if (missing !== undefined) throw this.#damaged(`there is no column ${missing}`);
    for (const [name, value] of Object.entries(row)) {
      const column = columns.get(name);
      if (column === undefined || column.check(value, row)) continue;
      throw this.#damaged(`${column.table}.${name}${whose(row)} holds what cannot be there`);
    }
  }
}

function expectedOf(query: SelectQueryNode): Expected {
  // Where two tables have a column of that name, the first table's is meant.
  const tables = [...(query.from?.froms ?? []), ...(query.joins ?? []).map(({ table }) => table)]
    .map(tableOf)
    .reverse();
  const columns = tables.flatMap((table) =>
    Object.entries(table === undefined ? {} : columnChecks[table]).map(
      ([name, check]: [string, Check]) => [name, { table: String(table), check }] as const,
    ),
  );
  const isAll = query.selections?.some(({ selection }) => SelectAllNode.is(selection)) === true;
  return {
    // As queries name the places that they join.
    columns: new Map([
      ['site', { table: 'site', check: text }],
      ['destination', { table: 'destination', check: text }],
      ...columns,
    ]),
    always: isAll ? columns.map(([name]) => name) : [],
  };
}

function tableOf(place: OperationNode): keyof SettingsTables | undefined {
  const table = AliasNode.is(place) ? place.node : place;
  if (!TableNode.is(table)) return undefined;
  const { name } = table.table.identifier;
  return name in columnChecks ? (name as keyof SettingsTables) : undefined;
}

/** Never the value, which may be a secret or of any length. */
function whose({ key, lsid, name, account, operation }: UnknownRow): string {
  const known = [key, lsid, name, account, operation].find((value) => typeof value === 'string');
  return known === undefined ? '' : ` of ${known}`;
}
