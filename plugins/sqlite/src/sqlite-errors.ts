import { constants } from 'node:os';
import { ConfigError, IntegrationError, ItemError, RetryableError, UnreachableError } from '@integration-client/sdk';

/** Primary result codes of SQLite: https://www.sqlite.org/rescode.html */
const codes = {
  error: 1,
  permission: 3,
  busy: 5,
  locked: 6,
  readOnly: 8,
  inputOutput: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  protocol: 15,
  schema: 17,
  tooBig: 18,
  constraint: 19,
  authorisation: 23,
  notADatabase: 26,
} as const;

/** What the driver puts on its errors, and Node on those of the file system. */
interface Failure {
  readonly message?: string;
  readonly code?: string;
  readonly sqliteCode?: number;
  readonly systemErrno?: number;
}

const notWritableCodes = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'EISDIR', 'ELOOP', 'ENAMETOOLONG']);
const fullCodes = new Set(['ENOSPC', 'EDQUOT']);
const fullNumbers = new Set<number | undefined>([constants.errno.ENOSPC, constants.errno.EDQUOT]);

/** The error that tells the host what to do next about a failure of SQLite or of the file system; others as they are. */
export function translated(cause: unknown, file: string): unknown {
  if (cause instanceof IntegrationError) return cause;
  const failure = (cause ?? {}) as Failure;
  if (fullCodes.has(failure.code ?? '') || fullNumbers.has(failure.systemErrno)) return diskFull(file, cause);
  if (notWritableCodes.has(failure.code ?? '')) return notWritable(file, failure.message, cause);
  switch (failure.sqliteCode === undefined ? undefined : failure.sqliteCode & 0xff) {
    case codes.full:
      return diskFull(file, cause);
    case codes.busy:
    case codes.locked:
    case codes.protocol:
      return new UnreachableError(`the database ${file} is in use by another program`, {
        code: 'database-busy',
        hint: 'Close programs that keep the database locked, for example an editor with changes it has not committed.',
        cause,
      });
    case codes.notADatabase:
    case codes.corrupt:
      return new ConfigError(`${file} is not a SQLite database, or is damaged: ${failure.message}`, {
        code: 'not-a-database',
        hint: 'Name another file, or bring the database back from a backup.',
        cause,
      });
    case codes.readOnly:
    case codes.cannotOpen:
    case codes.permission:
    case codes.authorisation:
      return notWritable(file, failure.message, cause);
    case codes.tooBig:
      return new ItemError(`a value of the session is larger than SQLite can store in ${file}`, {
        code: 'session-too-large',
        hint: 'Store this session through a File System destination.',
        cause,
      });
    case codes.constraint:
      return new ItemError(`a rule of the database ${file} refuses the session: ${failure.message}`, {
        code: 'row-refused',
        hint: 'Remove the constraint or trigger that somebody added to the tables, then retry the item.',
        cause,
      });
    case codes.error:
    case codes.schema:
      return new RetryableError(`the tables of ${file} changed while they were in use: ${failure.message}`, {
        code: 'database-changed',
        hint: 'The database is opened and its tables are checked again at the next attempt.',
        cause,
      });
    case codes.inputOutput:
      return new UnreachableError(`reading or writing ${file} failed: ${failure.message}`, {
        code: 'disk-error',
        hint: 'Check the disk.',
        cause,
      });
    default:
      return cause;
  }
}

function diskFull(file: string, cause: unknown): UnreachableError {
  return new UnreachableError(`the disk that holds ${file} is full`, {
    code: 'disk-full',
    hint: 'Make room on the disk.',
    cause,
  });
}

/** The database cannot be written where the settings say. */
export function notWritable(file: string, reason: string | undefined, cause?: unknown): ConfigError {
  return new ConfigError(`the database ${file} cannot be read and written: ${reason}`, {
    code: 'database-not-writable',
    hint: 'Give the account that runs the service the right to read and write the file and its directory, or name another file.',
    cause,
  });
}
