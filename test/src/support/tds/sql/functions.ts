import { randomUUID } from 'node:crypto';
import { may, permissions } from '../permissions.js';
import type { Database } from '../session/database.js';
import { lockMode } from '../session/lock.js';
import { convert } from '../values/convert.js';
import { momentOf, momentText } from '../values/date-time.js';
import { parseType, type SqlType, type Value } from '../values/sql-type.js';
import { decodeText, encodeText } from '../values/text.js';
import { tableName } from './catalogue.js';
import { isName, type Node, nameOf, parse } from './tokenizer.js';

type Implementation = (database: Database, args: readonly Value[]) => Value;

/** Makes the functions of T-SQL known to SQLite. They get NULL like any value, unless they are in {@link ofText}. */
export function defineFunctions(database: Database): void {
  const options = { varargs: true, useBigIntArguments: true };
  for (const [name, implementation] of Object.entries(functions)) {
    database.sqlite.function(name, options, (...args: Value[]) => {
      try {
        return implementation(database, args);
      } catch (error) {
        database.thrown = error;
        throw error;
      }
    });
  }
}

const types = new Map<string, SqlType>();

function typeOf(text: Value | undefined): SqlType {
  const name = String(text);
  const known = types.get(name) ?? parseType(name);
  types.set(name, known);
  return known;
}

/** A function of text that gives NULL for NULL. */
function ofText(work: (text: string, ...args: Value[]) => Value): Implementation {
  return (_database, [first, ...args]) => {
    if (first === null || first === undefined) return null;
    const result = work(decodeText(typeof first === 'string' ? first : String(first)), ...args);
    return typeof result === 'string' ? encodeText(result) : result;
  };
}

const now: Implementation = () => momentText(momentOf(new Date()));
const integer = (value: number | boolean): bigint => BigInt(Number(value));

/** By their names in SQLite. Names with `~` are the double's own: the translation of statements uses them. */
const functions: Readonly<Record<string, Implementation>> = {
  '~databases': ({ session }) =>
    JSON.stringify(session.server.databases.map(({ id, name }) => ({ id, name: encodeText(name) }))),
  '~database': ({ name }) => encodeText(name),
  '~cast': (_database, [value, type]) => convert(value ?? null, typeOf(type)),
  '~store': (_database, [value, type, table, column]) =>
    convert(value ?? null, typeOf(type), { table: String(table), column: String(column) }),
  '~variable': ({ session }, [name]) => session.systemVariable(String(name)),
  LEN: ofText((text) => integer(text.replace(/ +$/, '').length)),
  DATALENGTH: (_database, [value]) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Uint8Array) return integer(value.length);
    return integer(typeof value === 'string' ? decodeText(value).length * 2 : 8);
  },
  '~LEFT': ofText((text, length) => text.slice(0, Number(length))),
  '~RIGHT': ofText((text, length) => text.slice(Math.max(0, text.length - Number(length)))),
  REPLICATE: ofText((text, count) => text.repeat(Number(count))),
  SUBSTRING: ofText((text, start, length) =>
    text.slice(Math.max(0, Number(start) - 1), Number(start) - 1 + Number(length)),
  ),
  '~UPPER': ofText((text) => text.toUpperCase()),
  '~LOWER': ofText((text) => text.toLowerCase()),
  CHARINDEX: (_database, [needle, text]) =>
    needle == null || text == null
      ? null
      : integer(String(text).toLowerCase().indexOf(String(needle).toLowerCase()) + 1),
  NCHAR: (_database, [code]) => (code == null ? null : encodeText(String.fromCharCode(Number(code)))),
  SYSUTCDATETIME: now,
  SYSDATETIME: now,
  GETUTCDATE: now,
  GETDATE: now,
  NEWID: () => randomUUID().toUpperCase(),
  DB_NAME: ({ name, session }, args) =>
    encodeText(
      args.length === 0 ? name : (session.server.databases.find(({ id }) => id === Number(args[0]))?.name ?? ''),
    ),
  DB_ID: ({ id, session }, args) => {
    if (args.length === 0) return integer(id);
    const found = session.server.findDatabase(decodeText(String(args[0])));
    return found === undefined ? null : integer(found.id);
  },
  SCHEMA_NAME: () => 'dbo',
  SCHEMA_ID: ({ sqlite }, [name]) => {
    const row = sqlite.prepare('SELECT schema_id FROM "~schema" WHERE name = ?').get(name ?? 'dbo');
    return row === undefined ? null : integer((row as { schema_id: number }).schema_id);
  },
  OBJECT_ID: (database, [name, type]) => objectId(database, name ?? null, type ?? null),
  OBJECT_NAME: ({ sqlite }, [id]) => {
    const row = sqlite.prepare('SELECT name FROM "~object" WHERE object_id = ?').get(id);
    return row === undefined ? null : (row as { name: string }).name;
  },
  COL_LENGTH: (database, [table, column]) => {
    const name = sqliteNameOf(table ?? null);
    const found = name === undefined ? undefined : database.catalogue.find(name);
    const type = found?.columns.find((one) => one.name.toLowerCase() === String(column).toLowerCase())?.type;
    if (type === undefined) return null;
    return integer((type.length ?? 8) * (type.name.startsWith('n') && (type.length ?? 0) > 0 ? 2 : 1));
  },
  HAS_PERMS_BY_NAME: ({ session }, [, , permission]) => {
    const wanted = String(permission).toUpperCase().replace('CREATE ANY DATABASE', 'CREATE DATABASE');
    const known = permissions.find((one) => one === wanted);
    return integer(known === undefined || may(session.login, known));
  },
  IS_SRVROLEMEMBER: ({ session }) => integer(session.login.permissions === undefined),
  SUSER_SNAME: ({ session }) => session.login.user,
  SUSER_NAME: ({ session }) => session.login.user,
  USER_NAME: () => 'dbo',
  APP_NAME: () => 'client',
  SCOPE_IDENTITY: ({ session }) => session.lastIdentity ?? null,
  SERVERPROPERTY: ({ session }, [name]) => session.server.property(String(name)),
  DATABASEPROPERTYEX: (_database, [, property]) =>
    String(property).toLowerCase() === 'collation' ? 'SQL_Latin1_General_CP1_CI_AS' : null,
  XACT_STATE: ({ session }) => integer(session.transaction !== undefined),
  APPLOCK_MODE: ({ applicationLocks, session }, [, resource]) =>
    applicationLocks.get(String(resource))?.isHeldBy(session) ? 'Exclusive' : 'NoLock',
  APPLOCK_TEST: ({ applicationLocks, session }, [, resource, mode]) =>
    integer(applicationLocks.get(String(resource))?.wouldBeGranted(session, lockMode(String(mode))) ?? true),
};

function objectId({ sqlite }: Database, name: Value, type: Value): Value {
  const sqliteName = sqliteNameOf(name);
  if (sqliteName === undefined) return null;
  const row = sqlite
    .prepare(`SELECT o.object_id FROM "~object" o JOIN "~schema" s ON s.schema_id = o.schema_id
      WHERE iif(s.name = 'dbo', '', s.name || '.') || o.name = ? COLLATE NOCASE AND (? IS NULL OR o.type = ? COLLATE NOCASE)`)
    .get(sqliteName, type, type);
  return row === undefined ? null : integer((row as { object_id: number }).object_id);
}

/** The name in SQLite of what is named in text: `[dbo].[session]`. */
function sqliteNameOf(text: Value): string | undefined {
  if (text === null) return undefined;
  const names = parse(decodeText(String(text)))
    .filter((node: Node) => isName(node))
    .map(nameOf);
  const name = names.at(-1);
  return name === undefined ? undefined : tableName(names.at(-2) ?? 'dbo', name);
}
