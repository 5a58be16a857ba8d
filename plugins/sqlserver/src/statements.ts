import { type ColumnDefinition, parentColumn, sessionKey } from '@integration-client/sdk';
import { charactersOf } from './column-types.js';
import { literal, type Parameter, quoted, type Statement, tableName } from './statement.js';

/** The table of the next numbers that rows get, one row for each storage table. */
export const numberTable = 'ic_number';

/** Characters that the columns of a session's key hold at most. */
const longestKey = Math.max(...sessionKey.map(charactersOf));

/** Seconds to wait for another program that writes sessions of the same site. */
const lockTimeout = 60;

/** Asks whether a database exists, and whether the login may create one. */
export function findDatabase(database: string): Statement {
  return {
    text: `SELECT DB_ID(@database) AS [id], HAS_PERMS_BY_NAME(NULL, NULL, N'CREATE ANY DATABASE') AS [server_right], HAS_PERMS_BY_NAME(N'master', N'DATABASE', N'CREATE DATABASE') AS [database_right]`,
    parameters: [{ name: 'database', type: { characters: 128 }, value: database }],
  };
}

/** Creates a database. */
export function createDatabase(database: string): Statement {
  return { text: `CREATE DATABASE ${quoted(database)}` };
}

/** Takes a lock of this program that lasts as long as the transaction. The answer's `result` is below 0 where it was not had. */
export function lock(resource: string, mode: 'Exclusive' | 'Shared'): Statement {
  return {
    text: `DECLARE @result int; EXEC @result = sp_getapplock @Resource = @resource, @LockMode = N'${mode}', @LockOwner = N'Transaction', @LockTimeout = ${lockTimeout * 1000}; SELECT @result AS [result]`,
    // Longer names are cut, and then share a lock: that costs time only.
    parameters: [
      { name: 'resource', type: { characters: 255 }, value: `integration-client ${resource}`.slice(0, 255) },
    ],
  };
}

/** Takes so many numbers for the rows of each table; answers with `table_name` and the first of its numbers, `next`. */
export function takeNumbers(counts: ReadonlyMap<string, number>): Statement {
  const tables = [...counts.keys()];
  const cases = tables.map((table) => `WHEN ${literal(table)} THEN @${table}`);
  return {
    text: `UPDATE ${tableName(numberTable)} SET [next] = [next] + CASE [table_name] ${cases.join(' ')} END OUTPUT deleted.[table_name], deleted.[next] WHERE [table_name] IN (${tables.map(literal).join(', ')})`,
    parameters: [...counts].map(([table, count]) => ({ name: table, type: 'bigint', value: BigInt(count) })),
  };
}

/** Finds `id` and `lsid` of the sessions of a site that are there. */
export function findSessions(hostName: string, lsids: readonly string[]): Statement {
  const { condition, parameters } = isSession(hostName, lsids);
  return { text: `SELECT [id], [lsid] FROM ${tableName('session')} WHERE ${condition}`, parameters };
}

/** Removes sessions; the rows of all other tables go with them (ON DELETE CASCADE). */
export function deleteSessions(ids: readonly bigint[]): Statement {
  return {
    text: `DELETE FROM ${tableName('session')} WHERE [id] IN (${places('id', ids)})`,
    parameters: idParameters(ids),
  };
}

/** Reads sessions of a site, with the values of some of their columns. */
export function readSessions(
  hostName: string,
  lsids: readonly string[],
  columns: readonly ColumnDefinition[],
): Statement {
  const { condition, parameters } = isSession(hostName, lsids);
  return {
    text: `SELECT [id], ${columns.map(({ name }) => quoted(name)).join(', ')} FROM ${tableName('session')} WHERE ${condition}`,
    parameters,
  };
}

/** Reads the rows of a table that belong to sessions, in the order in which they were written; `parent` is their parent's id. */
export function readRows(table: string, columns: readonly ColumnDefinition[], sessions: readonly bigint[]): Statement {
  const parent = parentColumn(table);
  const values = columns.map(({ name }) => `, r.${quoted(name)}`).join('');
  const isBelowEvent = parent?.references !== 'session';
  const from = isBelowEvent
    ? `${tableName(table)} AS r JOIN ${tableName('session_event')} AS e ON e.[id] = r.${quoted(parent?.name ?? '')}`
    : `${tableName(table)} AS r`;
  return {
    text: `SELECT r.[id], r.${quoted(parent?.name ?? '')} AS [parent]${values} FROM ${from} WHERE ${isBelowEvent ? 'e' : 'r'}.[session_id] IN (${places('id', sessions)}) ORDER BY r.[id]`,
    parameters: idParameters(sessions),
  };
}

/** Reads numbers of sessions, rising from the first that is greater than a number. */
export function readSessionIds(after: bigint, atMost: number): Statement {
  return {
    text: `SELECT TOP (${atMost}) [id] FROM ${tableName('session')} WHERE [id] > @after ORDER BY [id]`,
    parameters: [{ name: 'after', type: 'bigint', value: after }],
  };
}

function isSession(hostName: string, lsids: readonly string[]) {
  // One length for all: with the length of each value the server would take each for another statement.
  const text = (name: string, value: string): Parameter => ({ name, type: { characters: longestKey }, value });
  return {
    condition: `[host_name] = @host AND [lsid] IN (${places('lsid', lsids)})`,
    parameters: [text('host', hostName), ...lsids.map((value, index) => text(`lsid${index}`, value))],
  };
}

function places(name: string, values: readonly unknown[]): string {
  return values.map((_, index) => `@${name}${index}`).join(', ');
}

function idParameters(ids: readonly bigint[]): readonly Parameter[] {
  return ids.map((value, index) => ({ name: `id${index}`, type: 'bigint', value }));
}
