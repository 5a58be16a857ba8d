import { ConfigError, storageTables } from '@integration-client/sdk';
import type { Session } from './connection.js';
import type { SchemaState } from './schema-check.js';
import { literal, quoted, type Statement, schemaName, tableName } from './statement.js';
import { numberTable } from './statements.js';

/** A permission that the work needs. */
interface Right {
  readonly securable: string;
  readonly class: 'OBJECT' | 'SCHEMA';
  readonly permission: string;
}

/** Proves the rights that deliveries need in a database; changes nothing. Throws ConfigError `permission-missing`. */
export async function checkRights(session: Session, state: SchemaState, database: string): Promise<void> {
  const rights = neededRights(state);
  const [row] = await session.run(readRights(rights, database));
  const lacking = rights.filter((_, index) => Number(row?.[`right${index}`]) !== 1).map(describe);
  if (state.kind !== 'current' && Number(row?.create_table) !== 1) lacking.push('CREATE TABLE');
  if (lacking.length === 0) return;
  throw new ConfigError(`the login lacks permissions in the database ${database}: ${lacking.join(', ')}`, {
    code: 'permission-missing',
    hint: 'Grant them to the login’s user in this database, for example with GRANT … ON SCHEMA::dbo.',
  });
}

/** Asks for rights: `right0`, `right1` and so on, and `create_table`, are 1 where the login has them. */
export function readRights(rights: readonly Right[], database: string): Statement {
  const columns = rights.map(
    (right, index) =>
      `HAS_PERMS_BY_NAME(${literal(right.securable)}, N'${right.class}', N'${right.permission}') AS [right${index}]`,
  );
  return {
    text: `SELECT ${[...columns, `HAS_PERMS_BY_NAME(@database, N'DATABASE', N'CREATE TABLE') AS [create_table]`].join(', ')}`,
    parameters: [{ name: 'database', type: { characters: 260 }, value: quoted(database) }],
  };
}

/** Of tables that are there the rights on each; for those that are to be made the rights on their schema. */
export function neededRights({ kind, tables }: Pick<SchemaState, 'kind' | 'tables'>): readonly Right[] {
  const work = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];
  const on = (table: string) => (permission: string) => ({
    securable: tableName(table),
    class: 'OBJECT' as const,
    permission,
  });
  const onSchema = (permission: string) => ({ securable: quoted(schemaName), class: 'SCHEMA' as const, permission });
  return [
    ...tables.flatMap(({ name }) => work.map(on(name))),
    ...(kind === 'new' ? [] : ['SELECT', 'UPDATE'].map(on(numberTable))),
    ...(tables.length < storageTables.length ? work.map(onSchema) : []),
    ...(kind === 'current' ? [] : ['ALTER', 'REFERENCES'].map(onSchema)),
  ];
}

function describe({ securable, permission }: Right): string {
  return `${permission} on ${securable}`;
}
