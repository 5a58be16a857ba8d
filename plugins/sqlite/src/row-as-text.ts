import type { ColumnDefinition } from '@integration-client/sdk';
import { quoted } from './schema.js';

/** SQL that reads a row as `RowDigest` writes it, as bytes: the driver would end text at its first NUL. */
export function rowAsText(table: string, columns: readonly ColumnDefinition[]): string {
  const values = columns.map(({ name }) => {
    const column = quoted(name);
    return `ifnull(' ${name}=' || octet_length(${column}) || ':' || ${column}, '')`;
  });
  return `CAST(concat(char(10), ${[`'${table}'`, ...values].join(', ')}) AS BLOB)`;
}
