import { columnTypes } from '@integration-client/plugin-sqlite/column-types';
import { declaration } from '@integration-client/plugin-sqlserver/column-types';
import { type ColumnDefinition, type ColumnType, storageTables, type TableDefinition } from '@integration-client/sdk';

/** The tables of a storage database as a page of documentation, in Markdown. */
export function storageSchemaPage(): string {
  return `${[introduction, types(), ...storageTables.map(section)].join('\n\n')}\n`;
}

const introduction = `# The storage database

The tables that the SQL destinations (SQLite, SQL Server) fill. Tables and columns have the names that the guides of
the original product document; columns marked + are additions. This page is made from the tables the software itself uses.

- All times are UTC.
- A session with all its rows is written and replaced as a whole. It is found by \`host_name\` and \`lsid\`, and keeps its
  \`session.id\` when it is replaced; the rows that belong to it get new ids.
- Values are kept as the appliance sent them and are never cut. An empty column is NULL.`;

const meanings: Readonly<Record<ColumnType, string>> = {
  id: 'the number of the row itself',
  reference: 'the number of the row that it belongs to',
  integer: 'a whole number of up to 15 digits',
  text: 'text of any length',
  'key-text':
    'text that is looked up; in SQL Server a column becomes nvarchar(max) when a value is too long for its index',
  timestamp: 'a moment in UTC; in SQLite as YYYY-MM-DD HH:MM:SS',
  boolean: 'yes or no, 1 or 0',
};

function types(): string {
  const lines = Object.entries(meanings).map(([type, meaning]) => {
    const columns = storageTables.flatMap((table) => table.columns).filter((column) => column.type === type);
    const inSqlServer = new Map<string, Set<string>>();
    for (const column of columns) {
      const declared = declaration(column).replace(/( NOT)? NULL$/, '');
      inSqlServer.set(declared, (inSqlServer.get(declared) ?? new Set()).add(column.name));
    }
    const [[common = ''] = [], ...others] = [...inSqlServer].sort(([, one], [, other]) => other.size - one.size);
    const exceptions = others.map(([declared, names]) => `; ${list([...names])} ${declared}`).join('');
    return `| ${type} | ${meaning} | ${columnTypes[type as ColumnType]} | ${common}${exceptions} |`;
  });
  return ['## Types', '', '| type | what it holds | SQLite | SQL Server |', '|---|---|---|---|', ...lines].join('\n');
}

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
