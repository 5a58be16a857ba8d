import type { Response } from '../protocol/response.js';
import { type Result, runQuery, type Values } from '../sql/run-query.js';
import { isWord, type Node } from '../sql/tokenizer.js';
import { newScope, render, type Scope } from '../sql/translate.js';
import { SqlError } from '../sql-error.js';
import { convert } from '../values/convert.js';
import type { SqlType, Value } from '../values/sql-type.js';
import type { Session } from './session.js';

/** A parameter or variable. */
export interface Variable {
  readonly type: SqlType;
  value: Value;
}

/** Parameters and variables by their names, in lower case with the `@`. */
export type Variables = Map<string, Variable>;

/** What the statements of one batch run in. */
export class BatchContext {
  readonly session: Session;
  readonly response: Response;
  readonly variables: Variables;
  /** Aborted when the client gives the batch up. */
  readonly signal: AbortSignal;

  constructor(session: Session, response: Response, variables: Variables, signal: AbortSignal) {
    this.session = session;
    this.response = response;
    this.variables = variables;
    this.signal = signal;
  }

  /** Runs with a turn at the database where the statement reads or changes a table; else at once. */
  async inDatabase<T>(nodes: readonly Node[], work: (scope: Scope, values: Values) => T): Promise<T> {
    const { database } = this.session;
    const values = Object.fromEntries([...this.variables].map(([name, { value }]) => [name, value]));
    const run = (): T => work(newScope(database, this.variables), values);
    if (!namesTable(nodes)) return database.run(this.session, run);
    return this.session.inDatabase(this.signal, run);
  }

  /** The value of an expression. */
  async value(nodes: readonly Node[]): Promise<Value> {
    return this.inDatabase(nodes, (scope, values) => {
      return runQuery(`SELECT ${render(nodes, scope)}`, [], scope, values).rows[0]![0]!;
    });
  }

  /** Gives a variable a value. Throws error 137 where it was not declared. */
  assign(name: string, value: Value): void {
    const variable = this.variables.get(name);
    if (variable === undefined) throw new SqlError(137, `Must declare the scalar variable "${name}".`);
    variable.value = convert(value, variable.type);
  }

  /** Sends what a statement gave. */
  answer({ columns, rows, count }: Result): void {
    this.session.rowCount = count;
    const { noCount } = this.session.options;
    if (columns === undefined) this.response.done(noCount ? undefined : count);
    else this.response.rows(columns, rows, !noCount);
  }
}

/** Whether a statement speaks of a table anywhere. */
export function namesTable(nodes: readonly Node[]): boolean {
  return nodes.some((node) =>
    node.kind === 'group' ? namesTable(node.items) : isWord(node, 'FROM', 'INSERT', 'UPDATE', 'DELETE', 'OBJECT_ID'),
  );
}
