import { existsSync } from 'node:fs';
import { storageTables, type TableDefinition } from '@integration-client/sdk';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Expected } from './expected.js';

/** A delivery as the settings database has it. */
export interface LedgerRow {
  readonly destination: string;
  readonly key: string;
  readonly location: string;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** What the settings database holds while the host runs. */
export function readLedger(file: string): { readonly rows: LedgerRow[]; readonly pending: number } {
  return withDatabase(file, (db) => ({
    rows: db
      .prepare(
        `SELECT d."name" AS "destination", l."key", l."location", lower(hex(l."sha256")) AS "sha256"
         FROM "ledger" l JOIN "destination" d ON d."id" = l."destination_id"`,
      )
      .all() as unknown as LedgerRow[],
    pending: Number((db.prepare('SELECT count(*) AS "count" FROM "pending"').get() as { count: number }).count),
  }));
}

/** What is wrong with a SQLite file itself; nothing where it is sound. */
export function faultsOf(file: string): string[] {
  return withDatabase(file, (db) =>
    (db.prepare('PRAGMA integrity_check').all() as { integrity_check: string }[])
      .map(({ integrity_check }) => integrity_check)
      .filter((text) => text !== 'ok')
      .map((text) => `${file}: ${text}`),
  );
}

/** Sessions of which only a part was written: each has a customer, which comes after its events. None where there is no database yet. */
export function halfSessions(file: string): string[] {
  if (!existsSync(file)) return [];
  const rows = withDatabase(file, (db) =>
    hasTables(db)
      ? db.prepare('SELECT "lsid" FROM "session" WHERE "id" NOT IN (SELECT "session_id" FROM "customer")').all()
      : [],
  ) as { lsid: string }[];
  return rows.map(({ lsid }) => `half: only some rows of session ${lsid} are in ${file}`);
}

function hasTables(db: DatabaseSyncInstance): boolean {
  return db.prepare(`SELECT 1 FROM "sqlite_schema" WHERE "name" = 'customer'`).get() !== undefined;
}

/** Sessions that a storage database lacks, has twice, or holds in another version than the appliances' newest. */
export function wrongSessions(file: string, expected: Expected): string[] {
  const rows = withDatabase(file, (db) =>
    db
      .prepare('SELECT "host_name" || \'/sessions/\' || "lsid" AS "key", "external_key" AS "text" FROM "session"')
      .all(),
  ) as { key: string; text: string }[];
  const found = new Map<string, string[]>();
  for (const { key, text } of rows) found.set(key, [...(found.get(key) ?? []), text]);
  const wrong = [...expected.sessions.values()].flatMap((fact) => {
    const key = expected.sessionKey(fact);
    const texts = found.get(key) ?? [];
    found.delete(key);
    return texts.length === 1 && texts[0] === fact.externalKey
      ? []
      : [`${key} has the rows [${texts}]: not one "${fact.externalKey}"`];
  });
  return [...wrong, ...[...found.keys()].map((key) => `${key} is nobody's`)];
}

/** Rows of one storage database that another has not, whatever their numbers: `other` was loaded without any kill. */
export function differences(file: string, other: string): string[] {
  return withDatabase(file, (db) => {
    db.prepare('ATTACH ? AS "other"').run(other);
    return storageTables.flatMap((table) => {
      const [here, there] = [groupedRows(table, 'main'), groupedRows(table, 'other')];
      const count = (sql: string) =>
        Number((db.prepare(`SELECT count(*) AS "count" FROM (${sql})`).get() as { count: number }).count);
      const [more, fewer] = [count(`${here} EXCEPT ${there}`), count(`${there} EXCEPT ${here}`)];
      return more + fewer === 0 ? [] : [`table ${table.name}: ${more} rows too many, ${fewer} missing`];
    });
  });
}

/** Each row with the session it belongs to, without the numbers that the database gave it, and how often there is one like it. */
function groupedRows(table: TableDefinition, database: string): string {
  const path = [table];
  for (let one: TableDefinition | undefined = table; one !== undefined; ) {
    const reference: string | undefined = one.columns.find((column) => column.references !== undefined)?.references;
    one = storageTables.find(({ name }) => name === reference);
    if (one !== undefined) path.push(one);
  }
  const own = table.columns.filter(({ type, references }) => type !== 'id' && references === undefined);
  const columns = [
    ...own.map(({ name }) => `"${table.name}"."${name}"`),
    ...(table.name === 'session' ? [] : ['"session"."host_name"', '"session"."lsid"']),
  ].join(', ');
  const joins = path.slice(1).map(({ name }, index) => {
    const child = path[index]?.name;
    return `JOIN "${database}"."${name}" ON "${name}"."id" = "${child}"."${name}_id"`;
  });
  return `SELECT ${columns}, count(*) FROM "${database}"."${table.name}" ${joins.join(' ')} GROUP BY ${columns}`;
}

function withDatabase<T>(file: string, use: (db: DatabaseSyncInstance) => T): T {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 10_000 });
  try {
    return use(db);
  } finally {
    db.close();
  }
}
