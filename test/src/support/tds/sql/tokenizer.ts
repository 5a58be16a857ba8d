import { SqlError } from '../sql-error.js';

/** One word or sign of a statement. */
export interface Token {
  /**
   * `word`: a keyword or a name without brackets. `name`: a name in brackets or double quotes. `variable`: with its `@`
   * or `@@`. `symbol`: anything else.
   */
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'binary' | 'variable' | 'symbol';
  /** A word in upper case, a variable in lower case, what a name or string says, hex digits of bytes. */
  readonly text: string;
  /** As it stands in the statement. */
  readonly source: string;
}

/** What stands in parentheses. */
export interface Group {
  readonly kind: 'group';
  readonly items: readonly Node[];
}

/** A part of a statement. */
export type Node = Token | Group;

const pattern =
  /\s+|--[^\n]*|\/\*[\s\S]*?\*\/|(N?'(?:[^']|'')*')|(\[(?:[^\]]|\]\])*\]|"(?:[^"]|"")*")|(@{1,2}[\w$#@]*)|(0x[0-9a-f]*)|((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)|([\p{L}_#][\p{L}\p{N}_$#@]*)|(<>|!=|<=|>=|\+=|-=|[^\s])/giuy;

/** Cuts T-SQL into its parts. Throws error 102 or 105 where it is not well-formed. */
export function parse(sql: string): readonly Node[] {
  const open: Node[][] = [[]];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < sql.length) {
    const match = pattern.exec(sql);
    if (match === null) throw new SqlError(102, 'Incorrect syntax: a character that begins nothing.');
    const token = toToken(match);
    if (token === undefined) continue;
    if (token.source === '(') {
      open.push([]);
    } else if (token.source === ')') {
      const items = open.pop()!;
      if (open.length === 0) throw incorrectSyntax(token);
      open.at(-1)!.push({ kind: 'group', items });
    } else {
      open.at(-1)!.push(token);
    }
  }
  if (open.length > 1) throw new SqlError(102, "Incorrect syntax near '('.");
  return open[0]!;
}

function toToken([source, string, name, variable, binary, number, word, symbol]: RegExpExecArray): Token | undefined {
  if (string !== undefined) {
    const text = string.slice(string.indexOf("'") + 1, -1).replaceAll("''", "'");
    // Text without N is of the code page: what is not in it becomes a question mark.
    return { kind: 'string', text: /^n/i.test(string) ? text : text.replace(/[^\0-\xff]/g, '?'), source };
  }
  if (name !== undefined) {
    const inner = name.slice(1, -1);
    return { kind: 'name', text: name[0] === '[' ? inner.replaceAll(']]', ']') : inner.replaceAll('""', '"'), source };
  }
  if (variable !== undefined) return { kind: 'variable', text: variable.toLowerCase(), source };
  if (binary !== undefined) return { kind: 'binary', text: binary.slice(2), source };
  if (number !== undefined) return { kind: 'number', text: number, source };
  if (word !== undefined) return { kind: 'word', text: word.toUpperCase(), source };
  if (symbol === undefined) return undefined;
  if (symbol === "'" || symbol === '"') {
    throw new SqlError(105, 'Unclosed quotation mark after the character string.');
  }
  return { kind: 'symbol', text: symbol, source };
}

/** Whether the part is this word. */
export function isWord(node: Node | undefined, ...words: readonly string[]): boolean {
  return node !== undefined && node.kind === 'word' && words.includes(node.text);
}

/** Whether the part is this sign. */
export function isSymbol(node: Node | undefined, symbol: string): boolean {
  return node !== undefined && node.kind === 'symbol' && node.text === symbol;
}

/** Whether the part can be a name. */
export function isName(node: Node | undefined): node is Token {
  return node !== undefined && (node.kind === 'name' || node.kind === 'word');
}

/** A name as it was written, without brackets. */
export function nameOf(node: Node | undefined): string {
  if (!isName(node)) throw incorrectSyntax(node);
  return node.kind === 'name' ? node.text : node.source;
}

/** Error 102 or 156 at the part. */
export function incorrectSyntax(node: Node | undefined): SqlError {
  if (node === undefined) return new SqlError(102, 'Incorrect syntax near the end of the statement.');
  if (node.kind === 'group') return new SqlError(102, "Incorrect syntax near '('.");
  if (keywords.has(node.text)) return new SqlError(156, `Incorrect syntax near the keyword '${node.source}'.`);
  return new SqlError(102, `Incorrect syntax near '${node.source}'.`);
}

/** Parts between commas. */
export function splitAtCommas(nodes: readonly Node[]): readonly (readonly Node[])[] {
  const parts: Node[][] = [[]];
  for (const node of nodes) {
    if (isSymbol(node, ',')) parts.push([]);
    else parts.at(-1)!.push(node);
  }
  return parts;
}

/** Words that cannot be names unless they stand in brackets. */
export const keywords: ReadonlySet<string> = new Set(
  `ADD ALL ALTER AND ANY AS ASC BEGIN BETWEEN BY CASE CHECK COLLATE COLUMN COMMIT CONSTRAINT CREATE CROSS DATABASE
  DECLARE DEFAULT DELETE DESC DISTINCT DROP ELSE END EXCEPT EXEC EXECUTE EXISTS FETCH FOREIGN FROM FULL GROUP HAVING
  ESCAPE IDENTITY IF IN INDEX INNER INSERT INTERSECT INTO IS JOIN KEY LEFT LIKE NOT NULL ON OPTION OR ORDER OUTER OVER PARTITION PRIMARY
  REFERENCES RIGHT ROLLBACK SAVE SCHEMA SELECT SET TABLE THEN TOP TRAN TRANSACTION TRUNCATE UNION UNIQUE UPDATE USE USER
  VALUES WAITFOR WHEN WHERE WITH`.split(/\s+/),
);
