import { may, mayOpen } from '../permissions.js';
import { environmentChange } from '../protocol/tokens.js';
import { incorrectSyntax, isSymbol, isWord, type Node, nameOf, splitAtCommas } from '../sql/tokenizer.js';
import { newScope, readName, readType, resolveName } from '../sql/translate.js';
import { SqlError } from '../sql-error.js';
import { decodeText } from '../values/text.js';
import type { BatchContext } from './batch-context.js';
import { Cancelled } from './lock.js';
import type { Session } from './session.js';

/** CREATE, ALTER and DROP DATABASE. Of ALTER DATABASE only SET, which does nothing. */
export function defineDatabase(nodes: readonly Node[], session: Session): void {
  const { server, login, transaction, statement } = session;
  if (transaction !== undefined) {
    throw new SqlError(226, `${statement} DATABASE statement not allowed within multi-statement transaction.`);
  }
  if (!may(login, 'CREATE DATABASE')) {
    throw new SqlError(262, `${statement} DATABASE permission denied in database 'master'.`);
  }
  const name = nameOf(nodes[2]);
  if (statement === 'CREATE') server.createDatabase(name);
  else if (statement === 'DROP') server.dropDatabase(name, server.findDatabase(name) === session.database);
  else if (!isWord(nodes[3], 'SET')) throw incorrectSyntax(nodes[3]);
}

/** SET of a variable or an option of the session. Options that it does not know have no effect. */
export async function runSet(nodes: readonly Node[], context: BatchContext): Promise<void> {
  const [, what, value] = nodes;
  const { session } = context;
  if (what?.kind === 'variable') context.assign(what.text, await context.value(nodes.slice(3)));
  else if (isWord(what, 'XACT_ABORT')) session.options.xactAbort = isWord(value, 'ON');
  else if (isWord(what, 'NOCOUNT')) session.options.noCount = isWord(value, 'ON');
  else if (isWord(what, 'LOCK_TIMEOUT')) session.options.lockTimeout = Number(await context.value(nodes.slice(2)));
  else if (isWord(what, 'IDENTITY_INSERT')) setIdentityInsert(nodes.slice(2), session);
  else if (what?.kind !== 'word') throw incorrectSyntax(what);
}

function setIdentityInsert(nodes: readonly Node[], { database, options }: Session): void {
  const { names } = readName(nodes, 0);
  const table = database.catalogue.table(resolveName(names, newScope(database, new Map())).join('.'));
  options.identityInsert = isWord(nodes.at(-1), 'ON') ? table.sqliteName : undefined;
}

/** DECLARE of variables. */
export async function declare(nodes: readonly Node[], context: BatchContext): Promise<void> {
  for (const part of splitAtCommas(nodes.slice(1))) {
    const name = part[0];
    if (name?.kind !== 'variable') throw incorrectSyntax(name);
    const equals = part.findIndex((node) => isSymbol(node, '='));
    const definition = part.slice(isWord(part[1], 'AS') ? 2 : 1, equals < 0 ? undefined : equals);
    context.variables.set(name.text, { type: readType(definition), value: null });
    if (equals >= 0) context.assign(name.text, await context.value(part.slice(equals + 1)));
  }
}

/** USE of another database. */
export function useDatabase(name: string, { session, response }: BatchContext): void {
  const { server, login, database } = session;
  const next = server.findDatabase(name);
  if (next === undefined) {
    throw new SqlError(911, `Database '${name}' does not exist. Make sure that the name is entered correctly.`);
  }
  if (!mayOpen(login, name)) {
    const text = `The server principal "${login.user}" is not able to access the database "${next.name}"`;
    throw new SqlError(916, `${text} under the current security context.`);
  }
  session.database = next;
  response.add(environmentChange.database(next.name, database.name));
  response.info(5701, `Changed database context to '${next.name}'.`);
  response.done();
}

/** SAVE TRANSACTION. */
export async function saveTransaction(name: string, { session, response, signal }: BatchContext): Promise<void> {
  if (session.transaction === undefined) {
    throw new SqlError(628, 'Cannot issue SAVE TRANSACTION when there is no active transaction.');
  }
  // The savepoint is SQLite's: the transaction has to have begun there.
  await session.inDatabase(signal, () => undefined);
  session.transaction.save(name);
  response.done();
}

/** WAITFOR DELAY. */
export async function waitFor(nodes: readonly Node[], context: BatchContext): Promise<void> {
  if (!isWord(nodes[1], 'DELAY')) throw incorrectSyntax(nodes[1]);
  const parts = decodeText(String(await context.value(nodes.slice(2)))).split(':');
  const [hours = 0, minutes = 0, seconds = 0] = parts.map(Number);
  await new Promise<void>((resolve, reject) => {
    const cancel = (): void => {
      clearTimeout(timer);
      reject(new Cancelled());
    };
    const done = (): void => {
      context.signal.removeEventListener('abort', cancel);
      resolve();
    };
    const timer = setTimeout(done, (hours * 3600 + minutes * 60 + seconds) * 1000);
    context.signal.addEventListener('abort', cancel);
  });
  context.response.done();
}
