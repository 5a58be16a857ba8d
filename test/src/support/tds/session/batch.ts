import { may, type Permission } from '../permissions.js';
import { asSqlError, type Response } from '../protocol/response.js';
import { runChange } from '../sql/changes.js';
import { renderQuery, selectList } from '../sql/query.js';
import { runQuery } from '../sql/run-query.js';
import { changeSchema } from '../sql/schema-statements.js';
import { type Statement, splitStatements } from '../sql/statements.js';
import { incorrectSyntax, isSymbol, isWord, type Node, nameOf, parse, splitAtCommas } from '../sql/tokenizer.js';
import { newScope, readName, render, resolveName } from '../sql/translate.js';
import { SqlError } from '../sql-error.js';
import { BatchContext, namesTable, type Variables } from './batch-context.js';
import { type BulkTarget, readBulkTarget } from './bulk-target.js';
import { Cancelled } from './lock.js';
import { type Argument, runProcedure } from './procedures.js';
import type { Session } from './session.js';
import { declare, defineDatabase, runSet, saveTransaction, useDatabase, waitFor } from './session-statements.js';

/** Ends a batch after an error that was sent already. */
class BatchAborted extends Error {}

/** Runs one batch: statement after statement, with their answers. */
export class Batch {
  /** Set by INSERT BULK: what the next message is for. */
  bulk: BulkTarget | undefined;
  readonly #context: BatchContext;
  readonly #session: Session;
  readonly #response: Response;

  constructor(session: Session, response: Response, variables: Variables, signal: AbortSignal) {
    this.#context = new BatchContext(session, response, variables, signal);
    this.#session = session;
    this.#response = response;
  }

  /** Throws only {@link Cancelled}: errors of statements are part of the answer. */
  async run(sql: string): Promise<void> {
    try {
      for (const statement of splitStatements(parse(sql))) await this.#run(statement);
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      if (!(error instanceof BatchAborted)) this.#response.error(asSqlError(error));
    }
  }

  async #run(statement: Statement): Promise<void> {
    switch (statement.kind) {
      case 'block':
        for (const inner of statement.body) await this.#run(inner);
        break;
      case 'if': {
        const next = (await this.#guarded(() => this.#holds(statement.condition)))
          ? statement.then
          : statement.otherwise;
        if (next !== undefined) await this.#run(next);
        break;
      }
      case 'plain':
        await this.#guarded(() => this.#plain(statement.nodes));
    }
  }

  /** Sends what goes wrong. Only an error of the statement alone lets the batch go on. */
  async #guarded<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await work();
      this.#session.lastError = 0;
      return result;
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      const sqlError = asSqlError(error);
      this.#session.lastError = sqlError.number;
      this.#response.error(sqlError);
      if (endTransactionAfter(sqlError, this.#session, this.#response)) throw new BatchAborted();
      return undefined;
    }
  }

  async #holds(condition: readonly Node[]): Promise<boolean> {
    return this.#context.inDatabase(condition, (scope, values) => {
      const sql = `SELECT CASE WHEN ${render(condition, scope)} THEN 1 ELSE 0 END`;
      return runQuery(sql, [], scope, values).rows[0]?.[0] === 1n;
    });
  }

  async #plain(nodes: readonly Node[]): Promise<void> {
    const [first, second] = nodes;
    if (first?.kind !== 'word') throw incorrectSyntax(first);
    this.#session.statement = first.text;
    switch (first.text) {
      case 'SELECT':
      case 'WITH':
        return this.#select(nodes);
      case 'INSERT':
        if (isWord(second, 'BULK')) return this.#insertBulk(nodes);
        return this.#change(nodes);
      case 'UPDATE':
      case 'DELETE':
        return this.#change(nodes);
      case 'CREATE':
      case 'ALTER':
      case 'DROP':
        return this.#define(nodes);
      case 'SET':
        return runSet(nodes, this.#context);
      case 'DECLARE':
        return declare(nodes, this.#context);
      case 'USE':
        return useDatabase(nameOf(second), this.#context);
      case 'BEGIN':
        return this.#environment(this.#session.begin());
      case 'COMMIT':
        return this.#environment(this.#session.commit());
      case 'ROLLBACK':
        return this.#environment(this.#session.rollback(nodes[2] === undefined ? undefined : nameOf(nodes[2])));
      case 'SAVE':
        return saveTransaction(nameOf(nodes[2]), this.#context);
      case 'EXEC':
      case 'EXECUTE':
        return this.#execute(nodes.slice(1));
      case 'WAITFOR':
        return waitFor(nodes, this.#context);
      case 'PRINT':
        this.#response.info(0, String(await this.#context.value(nodes.slice(1))));
        return;
      default:
        throw incorrectSyntax(first);
    }
  }

  #environment(change: Buffer | undefined): void {
    if (change !== undefined) this.#response.add(change);
    this.#response.done();
  }

  async #select(nodes: readonly Node[]): Promise<void> {
    this.#demand('SELECT', nodes);
    const items = selectList(nodes);
    const assigned = items.map((item) =>
      item[0]?.kind === 'variable' && isSymbol(item[1], '=') ? item[0].text : undefined,
    );
    const isAssignment = assigned.some((name) => name !== undefined);
    const plain = isAssignment ? nodes.filter((node, at) => !isAssigning(nodes, node, at)) : nodes;
    const result = await this.#context.inDatabase(nodes, (scope, values) =>
      runQuery(renderQuery(plain, scope), isAssignment ? [] : items, scope, values),
    );
    if (!isAssignment) return this.#context.answer(result);
    const row = result.rows.at(-1);
    for (const [index, value] of (row ?? []).entries()) this.#context.assign(assigned[index]!, value);
    this.#session.rowCount = result.count;
    this.#response.done();
  }

  async #change(nodes: readonly Node[]): Promise<void> {
    this.#demand(this.#session.statement as Permission, nodes);
    this.#context.answer(await this.#context.inDatabase(nodes, (scope, values) => runChange(nodes, scope, values)));
  }

  /** Error 229 where the login may not. */
  #demand(permission: Permission, nodes: readonly Node[]): void {
    const { login, database } = this.#session;
    if (may(login, permission) || !namesTable(nodes)) return;
    const at = nodes.findIndex((node) => isWord(node, 'FROM', 'INTO', 'UPDATE', 'JOIN')) + 1;
    const names = resolveName(readName(nodes, Math.max(at, 1)).names, newScope(database, new Map()));
    if (names[0]!.startsWith('sys.') || names[0]!.startsWith('INFORMATION_SCHEMA.')) return;
    const object = `object '${names[0]}', database '${database.name}', schema 'dbo'`;
    throw new SqlError(229, `The ${permission} permission was denied on the ${object}.`);
  }

  async #define(nodes: readonly Node[]): Promise<void> {
    if (isWord(nodes[1], 'DATABASE')) defineDatabase(nodes, this.#session);
    else {
      if (isWord(nodes[1], 'INDEX', 'UNIQUE', 'CLUSTERED', 'NONCLUSTERED')) this.#session.statement += ' INDEX';
      await this.#session.inDatabase(this.#context.signal, (database) => changeSchema(nodes, database));
    }
    this.#response.done();
  }

  /** `EXEC [@result =] procedure [@name =] value, …`. */
  async #execute(nodes: readonly Node[]): Promise<void> {
    const into = nodes[0]?.kind === 'variable' && isSymbol(nodes[1], '=') ? nodes[0].text : undefined;
    const call = into === undefined ? nodes : nodes.slice(2);
    const { names, next } = readName(call, 0);
    const args: Argument[] = [];
    for (const part of next < call.length ? splitAtCommas(call.slice(next)) : []) {
      const isNamed = part[0]?.kind === 'variable' && isSymbol(part[1], '=');
      const value = part.slice(isNamed ? 2 : 0).filter((node) => !isWord(node, 'OUTPUT', 'OUT'));
      args.push({
        name: isNamed && part[0]?.kind === 'variable' ? part[0].text : '',
        value: await this.#context.value(value),
      });
    }
    const result = await runProcedure(names.at(-1)!, args, this.#session, this.#context.signal);
    if (into !== undefined) this.#context.assign(into, BigInt(result));
    this.#response.done();
  }

  /** Keeps in mind what the next message brings. */
  #insertBulk(nodes: readonly Node[]): void {
    this.#demand('INSERT', nodes.with(1, { kind: 'word', text: 'INTO', source: 'INTO' }));
    this.bulk = readBulkTarget(nodes, this.#session.database);
    this.#response.done();
  }
}

/** Whether a part of `SELECT @a = …` belongs to the assignment. */
function isAssigning(nodes: readonly Node[], node: Node, at: number): boolean {
  const startsItem = (index: number): boolean => isSymbol(nodes[index], ',') || isWord(nodes[index], 'SELECT');
  if (node.kind === 'variable') return startsItem(at - 1) && isSymbol(nodes[at + 1], '=');
  return isSymbol(node, '=') && nodes[at - 1]?.kind === 'variable' && startsItem(at - 2);
}

/** Errors after which a batch ends even without XACT_ABORT. */
const endsBatch = new Set([208, 1205, 241, 242, 245, 8114]);

/** Undoes the transaction where the error demands it; true where the batch ends. */
export function endTransactionAfter(error: SqlError, session: Session, response: Response): boolean {
  const undoes = session.options.xactAbort || error.number === 1205;
  if (undoes && session.transaction !== undefined) response.add(session.rollback()!);
  return undoes || endsBatch.has(error.number) || error.severity >= 20;
}
