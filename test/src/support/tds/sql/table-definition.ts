import { SqlError } from '../sql-error.js';
import type { SqlType } from '../values/sql-type.js';
import { incorrectSyntax, isSymbol, isWord, type Node, nameOf, splitAtCommas } from './tokenizer.js';
import { readName, readType } from './translate.js';

/** A column as a statement defines it. */
export interface ColumnDefinition {
  readonly name: string;
  readonly type: SqlType;
  readonly nullable: boolean;
  readonly identity: boolean;
  readonly collation: string | undefined;
}

/** A constraint as a statement defines it. Without a name it gets one. */
export type ConstraintDefinition = { readonly name: string | undefined } & (
  | { readonly kind: 'PK' | 'UQ'; readonly columns: readonly KeyColumn[] }
  | {
      readonly kind: 'F';
      readonly columns: readonly string[];
      readonly references: readonly string[];
      readonly referencedColumns: readonly string[];
      readonly onDelete: string;
      readonly onUpdate: string;
    }
  | { readonly kind: 'C'; readonly condition: readonly Node[] }
  | { readonly kind: 'D'; readonly column: string; readonly value: readonly Node[] }
);

/** A column of an index. */
export interface KeyColumn {
  readonly name: string;
  readonly descending: boolean;
}

/** What stands in the parentheses of CREATE TABLE, or behind ADD. */
export interface Elements {
  readonly columns: readonly ColumnDefinition[];
  readonly constraints: readonly ConstraintDefinition[];
}

/** Reads columns and constraints. */
export function readElements(nodes: readonly Node[]): Elements {
  const columns: ColumnDefinition[] = [];
  const constraints: ConstraintDefinition[] = [];
  for (const part of splitAtCommas(nodes)) {
    const reader = new ElementReader(part);
    if (isWord(part[0], 'CONSTRAINT', 'PRIMARY', 'UNIQUE', 'FOREIGN', 'CHECK', 'DEFAULT')) {
      constraints.push(reader.constraint(undefined));
    } else {
      columns.push(reader.column());
      constraints.push(...reader.constraints);
    }
    reader.expectEnd();
  }
  return { columns, constraints };
}

/** Reads the columns of a key: `([a], [b] DESC)`. */
export function readKey(node: Node | undefined): readonly KeyColumn[] {
  if (node?.kind !== 'group') throw incorrectSyntax(node);
  return splitAtCommas(node.items).map(([name, order]) => ({ name: nameOf(name), descending: isWord(order, 'DESC') }));
}

class ElementReader {
  readonly constraints: ConstraintDefinition[] = [];
  readonly #nodes: readonly Node[];
  #at = 0;

  constructor(nodes: readonly Node[]) {
    this.#nodes = nodes;
  }

  get #node(): Node | undefined {
    return this.#nodes[this.#at];
  }

  expectEnd(): void {
    if (this.#at < this.#nodes.length) throw incorrectSyntax(this.#node);
  }

  column(): ColumnDefinition {
    const name = nameOf(this.#nodes[this.#at++]);
    const type = this.#type();
    let nullable = true;
    let identity = false;
    let collation: string | undefined;
    while (this.#at < this.#nodes.length) {
      if (this.#take('NOT')) {
        this.#expect('NULL');
        nullable = false;
      } else if (this.#take('COLLATE')) {
        collation = nameOf(this.#nodes[this.#at++]);
      } else if (this.#take('IDENTITY')) {
        if (this.#node?.kind === 'group') this.#at++;
        identity = true;
        nullable = false;
      } else if (!this.#take('NULL')) {
        const constraint = this.constraint(name);
        if (constraint.kind === 'PK') nullable = false;
        this.constraints.push(constraint);
      }
    }
    return { name, type, nullable, identity, collation };
  }

  /** A constraint of the table, or of the column. */
  constraint(column: string | undefined): ConstraintDefinition {
    const name = this.#take('CONSTRAINT') ? nameOf(this.#nodes[this.#at++]) : undefined;
    if (this.#take('PRIMARY')) {
      this.#expect('KEY');
      return { kind: 'PK', name, columns: this.#key(column) };
    }
    if (this.#take('UNIQUE')) return { kind: 'UQ', name, columns: this.#key(column) };
    if (this.#take('DEFAULT')) return this.#default(name, column);
    if (this.#take('CHECK')) return { kind: 'C', name, condition: [this.#nodes[this.#at++]!] };
    if (column === undefined) this.#expect('FOREIGN');
    return this.#foreignKey(name, column);
  }

  #type(): SqlType {
    const length = this.#nodes[this.#at + 1]?.kind === 'group' ? 2 : 1;
    const type = readType(this.#nodes.slice(this.#at, this.#at + length));
    this.#at += length;
    return type;
  }

  #key(column: string | undefined): readonly KeyColumn[] {
    if (!this.#take('CLUSTERED')) this.#take('NONCLUSTERED');
    if (column !== undefined && this.#node?.kind !== 'group') return [{ name: column, descending: false }];
    return readKey(this.#nodes[this.#at++]);
  }

  #default(name: string | undefined, column: string | undefined): ConstraintDefinition {
    const start = this.#at++;
    if (isSymbol(this.#nodes[start], '-')) this.#at++;
    else if (this.#nodes[start]?.kind === 'word' && this.#node?.kind === 'group') this.#at++;
    const value = this.#nodes.slice(start, this.#at);
    if (this.#take('FOR')) return { kind: 'D', name, column: nameOf(this.#nodes[this.#at++]), value };
    if (column === undefined) throw incorrectSyntax(this.#node);
    return { kind: 'D', name, column, value };
  }

  #foreignKey(name: string | undefined, column: string | undefined): ConstraintDefinition {
    let columns = column === undefined ? [] : [column];
    if (column === undefined || this.#take('FOREIGN')) {
      this.#expect('KEY');
      columns = readKey(this.#nodes[this.#at++]).map((key) => key.name);
    }
    this.#expect('REFERENCES');
    const { names, next } = readName(this.#nodes, this.#at);
    this.#at = next;
    const referencedColumns =
      this.#node?.kind === 'group' ? readKey(this.#nodes[this.#at++]).map((key) => key.name) : [];
    let onDelete = 'NO ACTION';
    let onUpdate = 'NO ACTION';
    while (this.#take('ON')) {
      if (this.#take('DELETE')) onDelete = this.#action();
      else {
        this.#expect('UPDATE');
        onUpdate = this.#action();
      }
    }
    return { kind: 'F', name, columns, references: names, referencedColumns, onDelete, onUpdate };
  }

  #action(): string {
    if (this.#take('CASCADE')) return 'CASCADE';
    if (this.#take('NO')) {
      this.#expect('ACTION');
      return 'NO ACTION';
    }
    this.#expect('SET');
    if (this.#take('DEFAULT')) return 'SET DEFAULT';
    this.#expect('NULL');
    return 'SET NULL';
  }

  #take(word: string): boolean {
    if (!isWord(this.#node, word)) return false;
    this.#at++;
    return true;
  }

  #expect(word: string): void {
    if (!this.#take(word)) throw incorrectSyntax(this.#node);
  }
}

/** Error 2705 where two columns have the same name. */
export function refuseDoubled(names: readonly string[], table: string): void {
  const doubled = names.find((name, at) => names.findIndex((one) => one.toLowerCase() === name.toLowerCase()) < at);
  if (doubled === undefined) return;
  const text = `Column name '${doubled}' in table '${table}' is specified more than once.`;
  throw new SqlError(2705, `Column names in each table must be unique. ${text}`);
}
