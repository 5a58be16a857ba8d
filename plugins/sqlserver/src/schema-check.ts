import {
  type ColumnDefinition,
  ConfigError,
  sessionKey,
  storageTables,
  type TableDefinition,
} from '@integration-client/sdk';
import { readColumns, readIndexes, readReferences, readVersion, readViews, versionTable } from './catalogue.js';
import { canWiden, catalogueType, keyCollation } from './column-types.js';
import type { ResultRow, Session } from './connection.js';
import { schemaVersion } from './schema.js';
import { numberTable } from './statements.js';

/** What a database is to us. */
export interface SchemaState {
  readonly kind: 'new' | 'older' | 'current';
  /** Those of our tables that it has. */
  readonly tables: readonly TableDefinition[];
  /** The columns that each of them lacks. */
  readonly missing: ReadonlyMap<TableDefinition, readonly ColumnDefinition[]>;
  /** The indexed columns that were made wide enough for any text. */
  readonly wide: ReadonlySet<ColumnDefinition>;
  /** Names of the indexes of each table. */
  readonly indexes: ReadonlyMap<TableDefinition, ReadonlySet<string>>;
}

/** The catalogue's rows of one table. */
interface Found {
  readonly columns: ReadonlyMap<string, ResultRow>;
  readonly indexes: readonly ResultRow[];
  readonly references: readonly ResultRow[];
}

/**
 * Looks whether sessions can be stored in a database; changes nothing. Throws ConfigError: `newer-database`, or
 * `foreign-table` with all tables and columns that do not fit.
 */
export async function checkSchema(session: Session, place: string): Promise<SchemaState> {
  const views = await session.run(readViews);
  const columns = byTable(await session.run(readColumns));
  const indexes = byTable(await session.run(readIndexes));
  const references = byTable(await session.run(readReferences));
  const find = (table: string): Found | undefined => {
    const rows = columns.get(table);
    return rows === undefined
      ? undefined
      : {
          columns: new Map(rows.map((row) => [String(row.column_name), row])),
          indexes: indexes.get(table) ?? [],
          references: references.get(table) ?? [],
        };
  };
  const faults = views.map((row) => `${row.table_name} is not a table`);
  const kind = await checkOwner(session, place, find, faults);
  const missing = new Map<TableDefinition, readonly ColumnDefinition[]>();
  const wide = new Set<ColumnDefinition>();
  const tables = storageTables.filter((table) => find(table.name) !== undefined);
  for (const table of tables) {
    const found = find(table.name) as Found;
    const absent = table.columns.filter((column) => !found.columns.has(column.name));
    if (kind === 'older') missing.set(table, absent);
    else if (absent.length > 0) faults.push(`${table.name} lacks ${absent.map(({ name }) => name).join(', ')}`);
    faults.push(...misfits(table, found));
    for (const column of table.columns) if (isWide(column, found)) wide.add(column);
  }
  if (faults.length > 0) {
    throw new ConfigError(`${place} has tables that sessions cannot be stored in: ${faults.join('; ')}`, {
      code: 'foreign-table',
      hint: 'Name another database. Nothing was changed in this one.',
    });
  }
  const indexNames = tables.map((table) => {
    const names = indexes.get(table.name)?.map((row) => String(row.index_name));
    return [table, new Set(names)] as const;
  });
  return { kind, tables, missing, wide, indexes: new Map(indexNames) };
}

async function checkOwner(
  session: Session,
  place: string,
  find: (table: string) => Found | undefined,
  faults: string[],
): Promise<SchemaState['kind']> {
  const [mark, numbers] = [find(versionTable), find(numberTable)];
  if (mark === undefined) {
    if (numbers !== undefined) faults.push(`${numberTable} is there without ${versionTable}`);
    return 'new';
  }
  if (!mark.columns.has('version')) {
    faults.push(`${versionTable} lacks version`);
    return 'new';
  }
  const [row] = await session.run(readVersion);
  const version = Number(row?.version ?? 0);
  if (version > schemaVersion) {
    throw new ConfigError(`${place} was made by a newer version of this plugin (its tables have version ${version})`, {
      code: 'newer-database',
      hint: 'Install the newer version again, or name another database.',
    });
  }
  return version < schemaVersion ? 'older' : 'current';
}

/** What would make loads fail, change a value, or leave rows behind when a session is replaced. */
function misfits(table: TableDefinition, { columns, indexes, references }: Found): string[] {
  const faults: string[] = [];
  const keys = indexes.filter((row) => row.is_primary_key).map((row) => row.column_name);
  if (columns.has('id') && (keys.length !== 1 || keys[0] !== 'id'))
    faults.push(`${table.name}.id is not its primary key`);
  for (const [name, row] of columns) {
    const isOurs = table.columns.some((column) => column.name === name);
    const isFilled = row.is_nullable || row.is_identity || row.is_computed || Number(row.default_object_id) !== 0;
    if (!isOurs && !isFilled) faults.push(`${table.name}.${name} is NOT NULL without a default`);
  }
  for (const column of table.columns) {
    const row = columns.get(column.name);
    if (row === undefined) continue;
    const place = `${table.name}.${column.name}`;
    if (!fits(column, row))
      faults.push(`${place} has type ${row.type_name}(${row.max_length}) or is not to be written`);
    if (column.references === undefined) continue;
    if (!references.some((one) => one.column_name === column.name && one.parent_name === column.references)) {
      faults.push(`${place} does not refer to ${column.references} ON DELETE CASCADE`);
    }
  }
  return faults;
}

function fits(column: ColumnDefinition, row: ResultRow): boolean {
  const { name, bytes } = catalogueType(column);
  if (row.type_name !== name || row.is_identity || row.is_computed) return false;
  if (sessionKey.includes(column) && row.collation_name !== keyCollation) return false;
  if (column.type === 'timestamp' && Number(row.scale) < 3) return false;
  return bytes === undefined || row.max_length === bytes || (canWiden(column) && row.max_length === -1);
}

function isWide(column: ColumnDefinition, { columns }: Found): boolean {
  return canWiden(column) && columns.get(column.name)?.max_length === -1;
}

/** Names of tables are compared as most databases do, without case. */
function byTable(rows: readonly ResultRow[]): Map<string, ResultRow[]> {
  const found = new Map<string, ResultRow[]>();
  for (const row of rows) {
    const table = String(row.table_name).toLowerCase();
    found.set(table, [...(found.get(table) ?? []), row]);
  }
  return found;
}
