import type { Database } from '../session/database.js';
import { SqlError } from '../sql-error.js';
import { decodeText } from '../values/text.js';

/** What SQLite says, as SQL Server says it. What is no fault of a statement stays as it is. */
export function toSqlError(error: unknown, database: Database): unknown {
  if (database.thrown instanceof SqlError) return database.thrown;
  if (!(error instanceof Error) || error instanceof SqlError) return error;
  const message = decodeText(error.message);
  for (const [pattern, translate] of translations) {
    const match = pattern.exec(message);
    if (match !== null) return translate(match[1] ?? '', database);
  }
  return error;
}

type Translate = (subject: string, database: Database) => SqlError;

const translations: readonly (readonly [RegExp, Translate])[] = [
  [/^UNIQUE constraint failed: (.+)$/, uniqueViolation],
  [/^NOT NULL constraint failed: (.+)$/, nullViolation],
  [/^FOREIGN KEY constraint failed$/, (_subject, database) => foreignKeyViolation(database)],
  [/^CHECK constraint failed: (.+)$/, (name) => checkViolation(name)],
  [/^no such table: (?:main\.)?(.+)$/, (name) => new SqlError(208, `Invalid object name '${name}'.`)],
  [
    /^no such column: "?(.+?)(?:" - should this be .*)?$/,
    (name) => new SqlError(207, `Invalid column name '${lastPart(name)}'.`),
  ],
  [/has no column named (.+)$/, (name) => new SqlError(207, `Invalid column name '${name}'.`)],
  [/^ambiguous column name: (.+)$/, (name) => new SqlError(209, `Ambiguous column name '${lastPart(name)}'.`)],
  [/^no such function: (.+)$/, (name) => new SqlError(195, `'${name}' is not a recognized built-in function name.`)],
  [/^near "(.+)": syntax error/, (text) => new SqlError(102, `Incorrect syntax near '${text}'.`)],
  [/^incomplete input/, () => new SqlError(102, 'Incorrect syntax near the end of the statement.')],
  [
    /^database or disk is full/,
    (_subject, { name }) => new SqlError(1105, `Could not allocate space in database '${name}'.`),
  ],
  [
    /^(\d+) values for (?:\d+) columns/,
    () => new SqlError(213, 'Column name or number of supplied values does not match table definition.'),
  ],
];

const lastPart = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

/** The statement under way, as messages name it. */
function statementName(database: Database): string {
  return database.session.statement;
}

function uniqueViolation(subject: string, database: Database): SqlError {
  const columns = subject.split(', ');
  const table = database.catalogue.find(columns[0]!.slice(0, columns[0]!.lastIndexOf('.')));
  const names = columns.map((one) => lastPart(one).toLowerCase()).join();
  const indexes = table === undefined ? [] : database.catalogue.indexes(table);
  const index = indexes.find((one) => one.unique && one.columns.join().toLowerCase() === names);
  const object = `dbo.${table?.name ?? subject}`;
  if (database.session.statement === 'CREATE INDEX') {
    const where = `for the object name '${object}' and the index name '${index?.name ?? ''}'`;
    return new SqlError(
      1505,
      `The CREATE UNIQUE INDEX statement terminated because a duplicate key was found ${where}.`,
    );
  }
  if (index?.isConstraint === false) {
    return new SqlError(
      2601,
      `Cannot insert duplicate key row in object '${object}' with unique index '${index.name}'.`,
    );
  }
  const kind = index?.id === 1 ? 'PRIMARY KEY' : 'UNIQUE KEY';
  const constraint = `Violation of ${kind} constraint '${index?.name ?? subject}'`;
  return new SqlError(2627, `${constraint}. Cannot insert duplicate key in object '${object}'.`);
}

function nullViolation(subject: string, database: Database): SqlError {
  const table = `${database.name}.dbo.${subject.slice(0, subject.lastIndexOf('.'))}`;
  const what = `Cannot insert the value NULL into column '${lastPart(subject)}', table '${table}'`;
  return new SqlError(515, `${what}; column does not allow nulls. ${statementName(database)} fails.`);
}

function foreignKeyViolation(database: Database): SqlError {
  const statement = statementName(database);
  const table = database.catalogue.find(database.session.target);
  const keys = table === undefined ? undefined : database.catalogue.foreignKeys(table);
  const isParent = statement === 'DELETE' || (keys?.own.length ?? 0) === 0;
  const name = (isParent ? keys?.incoming : keys?.own)?.[0] ?? '';
  const constraint = `${isParent ? 'REFERENCE' : 'FOREIGN KEY'} constraint "${name}"`;
  const where = `The conflict occurred in database "${database.name}", table "dbo.${database.session.target}"`;
  return new SqlError(547, `The ${statement} statement conflicted with the ${constraint}. ${where}.`);
}

function checkViolation(name: string): SqlError {
  return new SqlError(547, `The INSERT statement conflicted with the CHECK constraint "${name}".`);
}
