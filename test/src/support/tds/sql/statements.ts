import { incorrectSyntax, isSymbol, isWord, type Node } from './tokenizer.js';

/** A statement, as a batch runs it. */
export type Statement =
  | { readonly kind: 'plain'; readonly nodes: readonly Node[] }
  | { readonly kind: 'block'; readonly body: readonly Statement[] }
  | {
      readonly kind: 'if';
      readonly condition: readonly Node[];
      readonly then: Statement;
      readonly otherwise: Statement | undefined;
    };

const starters = [
  'SELECT',
  'INSERT',
  'UPDATE',
  'DELETE',
  'CREATE',
  'ALTER',
  'DROP',
  'SET',
  'IF',
  'BEGIN',
  'COMMIT',
  'ROLLBACK',
  'SAVE',
  'EXEC',
  'EXECUTE',
  'DECLARE',
  'USE',
  'PRINT',
  'WAITFOR',
  'TRUNCATE',
  'MERGE',
  'WHILE',
  'RETURN',
  'THROW',
  'RAISERROR',
];

/** The statements of a batch. T-SQL needs no semicolons: a word that begins a statement ends the one before it. */
export function splitStatements(nodes: readonly Node[]): readonly Statement[] {
  const reader = new StatementReader(nodes);
  const statements: Statement[] = [];
  while (!reader.atEnd) statements.push(reader.statement());
  return statements;
}

class StatementReader {
  readonly #nodes: readonly Node[];
  #at = 0;

  constructor(nodes: readonly Node[]) {
    this.#nodes = nodes;
    this.#skipSemicolons();
  }

  get atEnd(): boolean {
    return this.#at >= this.#nodes.length;
  }

  statement(): Statement {
    const first = this.#nodes[this.#at];
    const statement = isWord(first, 'IF') ? this.#if() : this.#isBlock() ? this.#block() : this.#plain();
    this.#skipSemicolons();
    return statement;
  }

  #skipSemicolons(): void {
    while (isSymbol(this.#nodes[this.#at], ';')) this.#at++;
  }

  #isBlock(): boolean {
    return isWord(this.#nodes[this.#at], 'BEGIN') && !isWord(this.#nodes[this.#at + 1], 'TRAN', 'TRANSACTION');
  }

  #if(): Statement {
    const start = ++this.#at;
    while (!this.atEnd && !isWord(this.#nodes[this.#at], ...starters)) this.#at++;
    const condition = this.#nodes.slice(start, this.#at);
    if (this.atEnd || condition.length === 0) throw incorrectSyntax(this.#nodes[this.#at]);
    const then = this.statement();
    if (!isWord(this.#nodes[this.#at], 'ELSE')) return { kind: 'if', condition, then, otherwise: undefined };
    this.#at++;
    return { kind: 'if', condition, then, otherwise: this.statement() };
  }

  #block(): Statement {
    this.#at++;
    this.#skipSemicolons();
    const body: Statement[] = [];
    while (!isWord(this.#nodes[this.#at], 'END')) {
      if (this.atEnd) throw incorrectSyntax(undefined);
      body.push(this.statement());
    }
    this.#at++;
    return { kind: 'block', body };
  }

  #plain(): Statement {
    const start = this.#at++;
    let cases = 0;
    for (; !this.atEnd; this.#at++) {
      const node = this.#nodes[this.#at]!;
      if (isSymbol(node, ';')) break;
      if (isWord(node, 'CASE')) cases++;
      else if (cases > 0 && isWord(node, 'END')) cases--;
      else if (cases === 0 && isWord(node, 'END', 'ELSE')) break;
      else if (isWord(node, ...starters) && !this.#continues(start)) break;
    }
    return { kind: 'plain', nodes: this.#nodes.slice(start, this.#at) };
  }

  /** Whether a word that could begin a statement belongs to the one that began at `start`. */
  #continues(start: number): boolean {
    const first = this.#nodes[start];
    const node = this.#nodes[this.#at];
    const before = this.#nodes[this.#at - 1];
    const isFirst = (...words: readonly string[]): boolean =>
      !this.#nodes.slice(start + 1, this.#at).some((one) => isWord(one, ...words));
    if (isWord(before, 'ON')) return isWord(node, 'DELETE', 'UPDATE');
    if (isWord(before, 'UNION', 'ALL', 'EXCEPT', 'INTERSECT')) return true;
    if (isWord(node, 'SELECT', 'EXEC', 'EXECUTE') && isWord(first, 'INSERT')) {
      return isFirst('SELECT', 'VALUES', 'EXEC', 'EXECUTE');
    }
    if (isWord(first, 'WITH') && !isWord(node, 'SET')) return isFirst('SELECT', 'INSERT', 'UPDATE', 'DELETE');
    if (isWord(node, 'SET')) return isWord(first, 'UPDATE') ? isFirst('SET') : isWord(before, 'DELETE', 'UPDATE');
    return isWord(first, 'ALTER') && isWord(node, 'DROP', 'ALTER') && isFirst('ADD', 'DROP', 'ALTER', 'CHECK');
  }
}
