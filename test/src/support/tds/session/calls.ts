import { ByteReader, skipHeaders } from '../protocol/byte-reader.js';
import { asSqlError, type Response } from '../protocol/response.js';
import { environmentChange } from '../protocol/tokens.js';
import { SqlError } from '../sql-error.js';
import { convert } from '../values/convert.js';
import { readType } from '../values/read-value.js';
import { parseType, type SqlType, type Value } from '../values/sql-type.js';
import { decodeText } from '../values/text.js';
import { Batch } from './batch.js';
import type { Variables } from './batch-context.js';
import { Cancelled } from './lock.js';
import { runProcedure } from './procedures.js';
import type { Prepared, Session } from './session.js';

interface Parameter {
  readonly name: string;
  readonly isOutput: boolean;
  readonly type: SqlType;
  readonly value: Value;
}

/** A call (RPC) as it came. */
export interface Call {
  readonly procedure: string;
  readonly parameters: readonly Parameter[];
}

const procedureNames: Readonly<Record<number, string>> = {
  10: 'sp_executesql',
  11: 'sp_prepare',
  12: 'sp_execute',
  13: 'sp_prepexec',
  15: 'sp_unprepare',
};

const isByReference = 0x01;

/** Reads a call (MS-TDS 2.2.6.6). */
export function readCall(payload: Buffer): Call {
  const reader = new ByteReader(payload);
  skipHeaders(reader);
  const length = reader.uint16();
  const procedure = length === 0xffff ? (procedureNames[reader.uint16()] ?? 'a cursor') : reader.text(length);
  reader.uint16();
  const parameters: Parameter[] = [];
  while (!reader.atEnd) {
    const name = reader.shortText();
    const isOutput = (reader.uint8() & isByReference) !== 0;
    const { type, read } = readType(reader);
    parameters.push({ name, isOutput, type, value: read(reader) });
  }
  return { procedure, parameters };
}

/** The text of the statement that a call is for, as the log and faults have it. */
export function callText({ procedure, parameters }: Call, session: Session): string {
  const statement = (place: number): string => decodeText(String(parameters[place]?.value ?? ''));
  switch (procedure.toLowerCase()) {
    case 'sp_executesql':
      return statement(0);
    case 'sp_prepare':
    case 'sp_prepexec':
      return statement(2);
    case 'sp_execute':
      return session.prepared.get(Number(parameters[0]?.value))?.sql ?? procedure;
    default:
      return `EXEC ${procedure}`;
  }
}

/** More parameters than this a server refuses. */
const mostParameters = 2100;

/** Runs a call. */
export async function runCall(call: Call, session: Session, response: Response, signal: AbortSignal): Promise<void> {
  try {
    if (call.parameters.length > mostParameters) {
      const text = 'The incoming request has too many parameters. The server supports a maximum of 2100 parameters.';
      throw new SqlError(8003, `${text} Reduce the number of parameters and resend the request.`);
    }
    await dispatch(call, session, response, signal);
  } catch (error) {
    if (error instanceof Cancelled) throw error;
    response.error(asSqlError(error));
  }
}

async function dispatch(call: Call, session: Session, response: Response, signal: AbortSignal): Promise<void> {
  const [first, second, third] = call.parameters;
  switch (call.procedure.toLowerCase()) {
    case 'sp_executesql': {
      const statement = { sql: textOf(first), parameters: readDeclarations(textOf(second)) };
      return runStatement(statement, call.parameters.slice(2), session, response, signal);
    }
    case 'sp_prepare':
    case 'sp_prepexec': {
      const statement = { sql: textOf(third), parameters: readDeclarations(textOf(second)) };
      const handle = session.prepare(statement);
      response.returned(0, [{ name: first?.name ?? '', type: { name: 'int' }, value: BigInt(handle) }]);
      if (call.procedure.toLowerCase() === 'sp_prepare') return;
      return runStatement(statement, call.parameters.slice(3), session, response, signal);
    }
    case 'sp_execute': {
      const statement = session.prepared.get(Number(first?.value));
      if (statement === undefined)
        throw new SqlError(8179, `Could not find prepared statement with handle ${first?.value}.`);
      return runStatement(statement, call.parameters.slice(1), session, response, signal);
    }
    case 'sp_unprepare':
      session.prepared.delete(Number(first?.value));
      return response.returned(0, []);
    default:
      return response.returned(await runProcedure(call.procedure, call.parameters, session, signal), []);
  }
}

function textOf(parameter: Parameter | undefined): string {
  return parameter === undefined || parameter.value === null ? '' : decodeText(String(parameter.value));
}

async function runStatement(
  statement: Prepared,
  given: readonly Parameter[],
  session: Session,
  response: Response,
  signal: AbortSignal,
): Promise<void> {
  const variables: Variables = new Map();
  statement.parameters.forEach(({ name, type }, index) => {
    const parameter = given.find((one) => one.name.toLowerCase() === name) ?? given[index];
    if (parameter === undefined) {
      throw new SqlError(8178, `The parameterized query expects the parameter '${name}', which was not supplied.`);
    }
    variables.set(name, { type, value: convert(parameter.value, type) });
  });
  const unknown = given.find((one) => one.name !== '' && !variables.has(one.name.toLowerCase()));
  if (unknown !== undefined)
    throw new SqlError(8145, `${unknown.name} is not a parameter for procedure sp_executesql.`);
  await inOwnScope(session, response, () => new Batch(session, response, variables, signal).run(statement.sql));
  const outputs = given
    .filter((one) => one.isOutput)
    .map(({ name }) => ({ name, ...variables.get(name.toLowerCase())! }));
  response.returned(0, outputs);
}

/**
 * Runs a statement as sp_executesql does: what it sets, and the database it goes to, hold to its end. A transaction that it
 * begins or ends stays so, which is error 266.
 */
async function inOwnScope(session: Session, response: Response, work: () => Promise<void>): Promise<void> {
  const { options, database } = session;
  const before = session.transaction?.depth ?? 0;
  session.options = options.copy();
  try {
    await work();
  } finally {
    session.options = options;
  }
  if (session.database !== database) {
    response.add(environmentChange.database(database.name, session.database.name));
    session.database = database;
  }
  const after = session.transaction?.depth ?? 0;
  if (after === before || response.failed) return;
  const text = 'Transaction count after EXECUTE indicates a mismatching number of BEGIN and COMMIT statements.';
  response.error(new SqlError(266, `${text} Previous count = ${before}, current count = ${after}.`));
}

/** Reads the declaration of parameters: `@p0 nvarchar(max), @p1 int output`. */
function readDeclarations(text: string): readonly { name: string; type: SqlType }[] {
  if (text.trim() === '') return [];
  return text.split(/,(?![^(]*\))/).map((part) => {
    const match = /^\s*(@[\w$#@]+)\s+(.+?)(\s+out(put)?)?\s*$/i.exec(part);
    if (match === null) throw new SqlError(102, `Incorrect syntax near '${part}'.`);
    return { name: match[1]!.toLowerCase(), type: parseType(match[2]!) };
  });
}
