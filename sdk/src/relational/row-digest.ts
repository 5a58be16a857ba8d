/// <reference lib="es2024.string" />
import { createHash } from 'node:crypto';
import type { Receipt } from '../receipt.js';
import type { ColumnDefinition } from './definition.js';
import type { ColumnValue } from './rows.js';

/** A value in the form that all SQL plugins give a receipt of. */
export type CanonicalValue = string | number | null;

/** Booleans as 1 and 0, moments as `YYYY-MM-DD HH:MM:SS` in UTC, with milliseconds only where there are some. */
export function canonicalValue(value: ColumnValue): CanonicalValue {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Date) return timestamp(value);
  return value;
}

/** Characters gathered before they are hashed: a call for every row would cost more than the hash itself. */
const charactersAtOnce = 16 * 1024;

/**
 * Size and hash of what is stored of one session: of all its rows, written as text one after the other. A row is its table
 * and its values, each with its name and its length in bytes, so that no two sessions are written alike; empty columns
 * (NULL) are left out, so that a column of a later version changes nothing; numbers of rows are not part of it. The rows
 * of a session come in this order: `session`; each event with its data and its system information; the tables of
 * `sessionChildTables`.
 *
 * `\nsession lsid=3:abc lseq=1:8`
 */
export class RowDigest {
  readonly #hash = createHash('sha256');
  #bytes = 0;
  #text = '';

  /** Takes a row: canonical values in the order of the columns; a text may also be given as its bytes in UTF-8. */
  add(table: string, columns: readonly ColumnDefinition[], values: readonly (CanonicalValue | Buffer)[]): void {
    let text = `\n${table}`;
    for (const [index, value] of values.entries()) {
      if (value === null) continue;
      const shown = typeof value === 'string' ? value : value.toString();
      text += ` ${columns[index]?.name}=${Buffer.byteLength(shown)}:${shown}`;
    }
    this.#text += text;
    if (this.#text.length >= charactersAtOnce) this.#take();
  }

  /** Takes the bytes of a row that was written as above elsewhere. */
  addText(row: Uint8Array): void {
    this.#bytes += row.byteLength;
    this.#hash.update(row);
  }

  /** Of all rows that were added. To be called once. */
  content(): Pick<Receipt, 'bytes' | 'sha256'> {
    this.#take();
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }

  #take(): void {
    this.addText(bytesOf(this.#text));
    this.#text = '';
  }
}

/**
 * UTF-8. Half a surrogate pair, which some databases can hold, is written as its three bytes: Node would write the same
 * replacement character for all of them.
 */
function bytesOf(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text);
  return Buffer.concat(
    text.split(/(\p{Surrogate})/u).map((part) => (part.isWellFormed() ? Buffer.from(part) : half(part))),
  );
}

function half(surrogate: string): Buffer {
  const unit = surrogate.charCodeAt(0);
  return Buffer.from([0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f)]);
}

function timestamp(time: Date): string {
  const text = time.toISOString().replace('T', ' ');
  return text.slice(0, text.endsWith('.000Z') ? -'.000Z'.length : -'Z'.length);
}
