import type { ColumnDefinition, TableDefinition } from './definition.js';
import { storageTables } from './tables.js';

/** The tables of a storage database as a page of documentation, in Markdown. */
export function storageSchemaMarkdown(): string {
  return `${[introduction, ...storageTables.map(section)].join('\n\n')}\n`;
}

const introduction = `# The storage database

The tables that the SQL destinations (SQLite, SQL Server) fill. Tables and columns have the names that the guides of
the original product document; columns marked + are additions. This page is made from the tables the software itself uses.

- All times are UTC.
- A session with all its rows is written and replaced as a whole. It is found by \`host_name\` and \`lsid\`, and keeps its
  \`session.id\` when it is replaced; the rows that belong to it get new ids.
- Values are kept as the appliance sent them and are never cut. An empty column is NULL.`;

function section(table: TableDefinition): string {
  const facts = [
    ...table.unique.map((columns) => `Unique: ${list(columns)}.`),
    ...table.indexes.map((columns) => `Index: ${list(columns)}.`),
  ];
  return [
    `## ${table.name}`,
    table.description,
    ['| column | type | meaning |', '|---|---|---|', ...table.columns.map(line)].join('\n'),
    facts.join(' '),
  ].join('\n\n');
}

function line(column: ColumnDefinition): string {
  const type = column.references === undefined ? column.type : `→ ${column.references}.id`;
  const name = `\`${column.name}\`${column.extra ? ' +' : ''}`;
  return `| ${name} | ${type}${column.nullable ? '' : ', never empty'} | ${column.description} |`;
}

function list(columns: readonly string[]): string {
  return columns.map((name) => `\`${name}\``).join(', ');
}
