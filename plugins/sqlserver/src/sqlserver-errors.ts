import { ConfigError, IntegrationError, ItemError, RetryableError, UnreachableError } from '@integration-client/sdk';
import { type FailureKind, failureOf, LoginError } from '@integration-client/sdk/sqlserver';

/** Makes the error that tells the host what to do next, of what happened, where. */
type Explain = (place: string, message: string, cause: unknown) => IntegrationError;

const loginFailed: Explain = (place, message, cause) =>
  new ConfigError(`the login to ${place} failed: ${message}`, {
    code: 'login-failed',
    hint: 'Correct username, password and authentication, or enable the login on the server.',
    cause,
  });

const databaseRefused: Explain = (place, message, cause) =>
  new ConfigError(`the database ${place} cannot be opened: ${message}`, {
    code: 'database-refused',
    hint: 'Correct the name of the database, or give the login a user in it.',
    cause,
  });

const permissionMissing: Explain = (place, message, cause) =>
  new ConfigError(`the login lacks a permission in ${place}: ${message}`, {
    code: 'permission-missing',
    hint: 'Grant the login SELECT, INSERT, UPDATE and DELETE on schema dbo and, to make the tables, CREATE TABLE, and ALTER and REFERENCES on schema dbo.',
    cause,
  });

const inTheWay: Explain = (place, message, cause) =>
  new ConfigError(`the tables of ${place} cannot be made or changed: ${message}`, {
    code: 'table-not-changeable',
    hint: 'Remove what somebody added and what stands in the way, or name another database.',
    cause,
  });

const serverFull: Explain = (place, message, cause) =>
  new UnreachableError(`${place} has no room left: ${message}`, {
    code: 'database-full',
    hint: 'Make room on the disk of the server, or back up the transaction log.',
    cause,
  });

const notNow: Explain = (place, message, cause) =>
  new UnreachableError(`${place} cannot be used now: ${message}`, {
    code: 'database-unavailable',
    hint: 'Look at the state of the server and of the database.',
    cause,
  });

const deadlock: Explain = (place, message, cause) =>
  new RetryableError(`${place} ended the transaction for the sake of another one: ${message}`, {
    code: 'deadlock',
    hint: 'Nothing to do: the delivery is repeated.',
    cause,
  });

const busy: Explain = (place, message, cause) =>
  new RetryableError(`${place} is in use by another program: ${message}`, {
    code: 'database-busy',
    hint: 'Nothing to do: the delivery is repeated. Look for a transaction that stays open if it lasts.',
    cause,
  });

const duplicateRow: Explain = (place, message, cause) =>
  new RetryableError(`a row is already in ${place}: ${message}`, {
    code: 'duplicate-row',
    hint: 'The delivery is repeated, and replaces what another host may have written. If it lasts, look at the keys that somebody added, and whether ic_number was put back.',
    cause,
  });

const changed: Explain = (place, message, cause) =>
  new RetryableError(`the tables of ${place} changed while they were in use: ${message}`, {
    code: 'database-changed',
    hint: 'The tables are checked again at the next attempt.',
    cause,
  });

const rowRefused: Explain = (place, message, cause) =>
  new ItemError(`a rule of the database ${place} refuses the session: ${message}`, {
    code: 'row-refused',
    hint: 'Remove the constraint or trigger that somebody added to the tables, then retry the item.',
    cause,
  });

const valueRefused: Explain = (place, message, cause) =>
  new ItemError(`a value of the session cannot be stored in ${place}: ${message}`, {
    code: 'value-refused',
    hint: 'Store this session through a File System destination.',
    cause,
  });

const commitUnknown: Explain = (place, message, cause) =>
  new RetryableError(`it is not known whether ${place} kept the sessions: ${message}`, {
    code: 'commit-unknown',
    hint: 'Nothing to do: the delivery is repeated, and replaces what was kept.',
    cause,
  });

const notTrusted: Explain = (place, message, cause) =>
  new ConfigError(`the certificate of ${place} is not trusted: ${message}`, {
    code: 'certificate-not-trusted',
    hint: 'Give the server’s name as its certificate has it. If a private authority signed it, name the authority’s PEM file as caFile.',
    cause,
  });

const encryptionRequired: Explain = (place, _message, cause) =>
  new ConfigError(`${place} takes encrypted connections only`, {
    code: 'encryption-required',
    hint: 'Switch encrypt on.',
    cause,
  });

const tooSlow: Explain = (place, message, cause) =>
  new RetryableError(`${place} did not answer in time: ${message}`, {
    code: 'database-timeout',
    hint: 'The delivery is repeated. Look for a transaction that stays open, or raise Command Timeout in parameters.',
    cause,
  });

const unreachable: Explain = (place, message, cause) =>
  new UnreachableError(`there is no connection to ${place}: ${message}`, {
    code: cause instanceof LoginError ? 'server-unreachable' : 'connection-lost',
    hint: 'Check server and port, the network between, and whether SQL Server runs and takes TCP connections.',
    cause,
  });

const otherError: Explain = (place, message, cause) =>
  new RetryableError(`${place} answered with an error: ${message}`, {
    code: 'database-error',
    hint: 'The delivery is repeated. If it lasts, look the error up in the documentation of SQL Server.',
    cause,
  });

const explanations: Readonly<Record<FailureKind, Explain>> = {
  login: loginFailed,
  'database-refused': databaseRefused,
  permission: permissionMissing,
  'in-the-way': inTheWay,
  full: serverFull,
  unavailable: notNow,
  deadlock,
  busy,
  duplicate: duplicateRow,
  changed,
  'row-refused': rowRefused,
  'value-refused': valueRefused,
  'commit-unknown': commitUnknown,
  certificate: notTrusted,
  'encryption-required': encryptionRequired,
  timeout: tooSlow,
  unreachable,
  server: otherError,
};

/** The error that tells the host what to do next about a failure of SQL Server or of the way to it; others as they are. */
export function translated(cause: unknown, place: string): unknown {
  if (cause instanceof IntegrationError) return cause;
  const failure = failureOf(cause);
  return failure === undefined ? cause : explanations[failure.kind](place, failure.message, cause);
}
