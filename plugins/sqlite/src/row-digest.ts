import { createHash } from 'node:crypto';
import type { ColumnDefinition, Receipt } from '@integration-client/sdk';
import type { Bound } from './column-value.js';
import { quoted } from './schema.js';

/** Characters gathered before they are hashed: a call for every row would cost more than the hash itself. */
const charactersAtOnce = 16 * 1024;

/**
 * Size and hash of what is stored of one session: of all its rows, written as text one after the other. A row is its table
 * and its values, each with its name and its length in bytes, so that no two sessions are written alike; empty columns
 * (NULL) are left out, so that a column of a later version changes nothing; numbers of rows are not part of it.
 *
 * `\nsession lsid=3:abc lseq=1:8`
 */
export class RowDigest {
  readonly #hash = createHash('sha256');
  #bytes = 0;
  #text = '';

  /** Takes a row as it is bound. */
  add(table: string, columns: readonly ColumnDefinition[], values: readonly Bound[]): void {
    let text = `\n${table}`;
    for (const [index, value] of values.entries()) {
      if (value === null) continue;
      const shown = typeof value === 'string' ? value : value.toString();
      text += ` ${columns[index]?.name}=${Buffer.byteLength(shown)}:${shown}`;
    }
    this.#text += text;
    if (this.#text.length >= charactersAtOnce) this.#take();
  }

  /** Takes a row as {@link rowAsText} reads it. */
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
    this.addText(Buffer.from(this.#text));
    this.#text = '';
  }
}

/** SQL that reads a row as {@link RowDigest} writes it, as bytes: the driver would end text at its first NUL. */
export function rowAsText(table: string, columns: readonly ColumnDefinition[]): string {
  const values = columns.map(({ name }) => {
    const column = quoted(name);
    return `ifnull(' ${name}=' || octet_length(${column}) || ':' || ${column}, '')`;
  });
  return `CAST(concat(char(10), ${[`'${table}'`, ...values].join(', ')}) AS BLOB)`;
}
