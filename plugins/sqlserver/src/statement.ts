/** A value for a place `@name` in a statement. */
export interface Parameter {
  /** Without the `@`. */
  readonly name: string;
  /** `bigint`, or text of at most so many characters. */
  readonly type: 'bigint' | { readonly characters: number };
  readonly value: bigint | string;
}

/** One batch of SQL: what is sent, and its values. Made in `statements.ts`, `schema.ts` and `catalogue.ts` only. */
export interface Statement {
  readonly text: string;
  readonly parameters?: readonly Parameter[];
}

/** Quotes the name of a table or column: `user` and others are words of SQL. */
export function quoted(name: string): string {
  return `[${name.replaceAll(']', ']]')}]`;
}

/** A text as it stands in a statement; only for names of our own. */
export function literal(text: string): string {
  return `N'${text.replaceAll("'", "''")}'`;
}

/** The schema that all tables lie in. */
export const schemaName = 'dbo';

/** A table of ours, with its schema. */
export function tableName(table: string): string {
  return `${quoted(schemaName)}.${quoted(table)}`;
}
