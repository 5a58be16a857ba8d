/// <reference lib="es2024.string" />
import {
  type ColumnDefinition,
  type ColumnValue,
  canonicalValue,
  ItemError,
  type Row,
  sessionKey,
} from '@integration-client/sdk';
import { quoted } from './schema.js';

/** A value as the driver takes it; text that holds a NUL is bytes. */
export type Bound = string | number | Buffer | null;

/** A value as the driver takes it. Throws {@link ItemError} for text that a UTF-8 database cannot hold. */
export function bound(value: ColumnValue, column: ColumnDefinition): Bound {
  if (typeof value === 'string') return boundText(value, column);
  return canonicalValue(value);
}

/** The place of a value in a statement. Text can be bound as bytes, see {@link bound}, and is text all the same. */
export function placeholder(column: ColumnDefinition): string {
  return column.type === 'text' || column.type === 'key-text' ? 'CAST(? AS TEXT)' : '?';
}

/** A condition that a column has a value. */
export function equals(column: ColumnDefinition): string {
  return `${quoted(column.name)} = ${placeholder(column)}`;
}

/** The condition that finds a session, see {@link boundKey}. */
export const isSession: string = sessionKey.map(equals).join(' AND ');

/** What {@link isSession} has to be given to find the session of a row. */
export function boundKey(session: Row): Bound[] {
  return sessionKey.map((column) => bound(session[column.name] ?? null, column));
}

function boundText(text: string, column: ColumnDefinition): string | Buffer {
  if (!text.isWellFormed()) {
    throw new ItemError(`the value for ${column.name} holds half a surrogate pair, which UTF-8 cannot express`, {
      code: 'text-not-storable',
      hint: 'Store this session through a File System destination, which keeps the bytes as they are.',
    });
  }
  // The driver ends a string at its first NUL, silently; bytes it takes whole.
  return text.includes('\0') ? Buffer.from(text) : text;
}
