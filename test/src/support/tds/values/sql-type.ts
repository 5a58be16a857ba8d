import { SqlError } from '../sql-error.js';

/** Names of the types that the double knows. */
export const typeNames = [
  'bigint',
  'int',
  'smallint',
  'tinyint',
  'bit',
  'float',
  'real',
  'decimal',
  'nvarchar',
  'varchar',
  'nchar',
  'char',
  'varbinary',
  'binary',
  'datetime2',
  'datetime',
  'date',
  'uniqueidentifier',
] as const;

export type TypeName = (typeof typeNames)[number];

/** A type of T-SQL with its numbers. */
export interface SqlType {
  readonly name: TypeName;
  /** Characters or bytes; -1 for max. Undefined for types that have none. */
  readonly length?: number;
  readonly precision?: number;
  /** Digits after the point. */
  readonly scale?: number;
}

/** A value as SQLite keeps it; text and moments as {@link encodeText} and {@link momentText} make them. */
export type Value = null | bigint | number | string | Uint8Array;

const aliases: Readonly<Record<string, TypeName>> = { integer: 'int', numeric: 'decimal', 'double precision': 'float' };
const withLength = new Set<string>(['nvarchar', 'varchar', 'nchar', 'char', 'varbinary', 'binary']);

/** Makes a type of its name and what stands in parentheses behind it. Throws error 2715 for one it does not know. */
export function makeType(word: string, args: readonly string[]): SqlType {
  const lower = word.toLowerCase();
  if (lower === 'sysname') return { name: 'nvarchar', length: 128 };
  const name = aliases[lower] ?? (typeNames as readonly string[]).find((one) => one === lower);
  if (name === undefined) throw new SqlError(2715, `Column, parameter, or variable #1: Cannot find data type ${word}.`);
  const first = args[0]?.toLowerCase();
  if (withLength.has(name)) return { name: name as TypeName, length: first === 'max' ? -1 : Number(first ?? 1) };
  if (name === 'datetime2') return { name, scale: Number(first ?? 7) };
  if (name === 'decimal') return { name, precision: Number(first ?? 18), scale: Number(args[1] ?? 0) };
  return { name: name as TypeName };
}

/** Reads a type as it is declared: `nvarchar(400)`. */
export function parseType(text: string): SqlType {
  const match = /^\s*\[?([a-z][a-z0-9 ]*?)\]?\s*(?:\(\s*(\w+)\s*(?:,\s*(\d+)\s*)?\))?\s*$/i.exec(text);
  if (match === null) throw new SqlError(102, `Incorrect syntax near '${text}'.`);
  return makeType(
    match[1]!,
    match.slice(2).filter((part) => part !== undefined),
  );
}

/** The type as it is declared. */
export function typeText({ name, length, precision, scale }: SqlType): string {
  if (length !== undefined) return `${name}(${length < 0 ? 'max' : length})`;
  if (precision !== undefined) return `${name}(${precision},${scale})`;
  return scale === undefined ? name : `${name}(${scale})`;
}

/** Whether values of the type are text. */
export function isText({ name }: SqlType): boolean {
  return name === 'nvarchar' || name === 'varchar' || name === 'nchar' || name === 'char';
}

/** What a column that was not given a type is: text of any length. */
export const anyText: SqlType = { name: 'nvarchar', length: -1 };
