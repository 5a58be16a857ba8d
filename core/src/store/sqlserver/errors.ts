import { ConfigError, IntegrationError, RetryableError, UnreachableError } from '@integration-client/sdk';
import { type FailureKind, failureOf } from '@integration-client/sdk/sqlserver';

/** Makes the error of what happened to which database. */
type Explain = (database: string, message: string, cause: unknown) => IntegrationError;

/** Says that the settings database on a server is damaged, how, and what to do: it is never made anew by itself. */
export function serverDatabaseDamaged(place: string, detail: string, cause?: unknown): ConfigError {
  return new ConfigError(`The settings database ${place} is damaged: ${detail}`, {
    code: 'settings-database-damaged',
    hint: 'Put back the database from a backup.',
    ...(cause === undefined ? {} : { cause }),
  });
}

const unreachable: Explain = (database, message, cause) =>
  new UnreachableError(`${database} cannot be reached: ${message}`, {
    code: 'settings-database-unreachable',
    hint: 'Check server and port, the network between, and whether SQL Server runs and takes TCP connections.',
    cause,
  });

const busy: Explain = (database, message, cause) =>
  new RetryableError(`${database} is in use by another program: ${message}`, {
    code: 'settings-database-busy',
    hint: 'Try again later. If it lasts, look on the server for a transaction that stays open.',
    cause,
  });

const refused: Explain = (database, message, cause) =>
  new IntegrationError(`${database} does not take a value: ${message}`, {
    code: 'settings-value-refused',
    hint: 'It may be longer than SQL Server can look up: 450 characters for a name, 440 for the key of an item.',
    cause,
  });

const failed: Explain = (database, message, cause) =>
  new RetryableError(`${database} answered with an error: ${message}`, {
    code: 'settings-database-error',
    hint: 'If it lasts, look the error up in the documentation of SQL Server.',
    cause,
  });

const changed: Explain = (database, message, cause) =>
  new ConfigError(`${database} does not have its tables: ${message}`, {
    code: 'settings-database-damaged',
    hint: 'Put back the database from a backup.',
    cause,
  });

const explanations: Readonly<Record<FailureKind, Explain>> = {
  login: (database, message, cause) =>
    new ConfigError(`The login to ${database} failed: ${message}`, {
      code: 'settings-database-login',
      hint: 'Correct User ID and Password, or enable the login on the server.',
      cause,
    }),
  'database-refused': (database, message, cause) =>
    new ConfigError(`${database} cannot be opened: ${message}`, {
      code: 'settings-database-refused',
      hint: 'Correct the name of the database, or give the login a user in it.',
      cause,
    }),
  permission: (database, message, cause) =>
    new ConfigError(`The login lacks a permission in ${database}: ${message}`, {
      code: 'settings-database-permission',
      hint: 'Grant the login SELECT, INSERT, UPDATE, DELETE and ALTER on its schema (dbo) and, to make the tables, CREATE TABLE and REFERENCES. A member of db_owner has them all.',
      cause,
    }),
  'in-the-way': (database, message, cause) =>
    new ConfigError(`The tables of ${database} cannot be made or changed: ${message}`, {
      code: 'settings-database-foreign',
      hint: 'Name a database of its own for the settings.',
      cause,
    }),
  full: (database, message, cause) =>
    new RetryableError(`${database} cannot grow: ${message}`, {
      code: 'disk-full',
      hint: 'Make room on the disk of the server, or back up the transaction log.',
      cause,
    }),
  certificate: (database, message, cause) =>
    new ConfigError(`The certificate of the server of ${database} is not trusted: ${message}`, {
      code: 'settings-database-certificate',
      hint: 'Give the server’s name as its certificate has it. If a private authority signed it, name the authority’s PEM file with --ca-file.',
      cause,
    }),
  'encryption-required': (database, _message, cause) =>
    new ConfigError(`The server of ${database} takes encrypted connections only`, {
      code: 'settings-database-encryption',
      hint: 'Take Encrypt=false out of the connection string.',
      cause,
    }),
  unavailable: unreachable,
  unreachable,
  'commit-unknown': unreachable,
  deadlock: busy,
  busy,
  timeout: busy,
  duplicate: failed,
  server: failed,
  changed,
  'row-refused': refused,
  'value-refused': refused,
};

/** Turns an error of SQL Server, or of the way to it, into one that says what is wrong and what to do; others as they are. */
export function explainSqlServerError(error: unknown, place: string): unknown {
  if (error instanceof IntegrationError) return error;
  const failure = failureOf(error);
  if (failure === undefined) return error;
  return explanations[failure.kind](`the settings database ${place}`, failure.message, error);
}
