import { ConfigError, IntegrationError, RetryableError } from '@integration-client/sdk';

const restoreHint =
  'If settings.db was put there from a backup, move settings.db-wal and settings.db-shm beside it away. Otherwise move all three away and put back settings.db from a backup; without one, run "ic init" and "ic apply" your settings again.';

/** The library leaves out the code of what goes wrong while rows are read; the texts are SQLite's own (sqlite3_errstr). */
const codesByText = new Map([
  ['attempt to write a readonly database', 8],
  ['disk I/O error', 10],
  ['database disk image is malformed', 11],
  ['database or disk is full', 13],
]);

/** What Node's codes of the disk are in those of SQLite; any other is an I/O error. */
const codesOfDisk = new Map([
  ['EACCES', 8],
  ['EPERM', 8],
  ['EROFS', 8],
  ['ENOSPC', 13],
  ['EDQUOT', 13],
]);

/** Says that the settings database is damaged, how, and what to do: it is never made anew by itself. */
export function settingsDatabaseDamaged(path: string, detail: string, cause?: unknown): ConfigError {
  return new ConfigError(`The settings database ${path} is damaged: ${detail}`, {
    code: 'settings-database-damaged',
    hint: restoreHint,
    ...(cause === undefined ? {} : { cause }),
  });
}

/**
 * Turns an error of SQLite into one that says what is wrong with the settings database and what to do. Other errors
 * come back as they are. Codes: https://sqlite.org/rescode.html
 */
export function explainSqliteError(error: unknown, path: string): unknown {
  if (error instanceof IntegrationError || !(error instanceof Error)) return error;
  // The statements are the client's own: what they name is in every settings database, and SQLite knows its format.
  if (/^(?:no such (?:table|column)|table \S+ has no column|unsupported file format)/.test(error.message))
    return settingsDatabaseDamaged(path, error.message, error);
  const { errcode = codesByText.get(error.message) } = error as { errcode?: unknown };
  return typeof errcode === 'number' ? explain(errcode, error, path) : error;
}

/** Turns an error of the disk into what {@link explainSqliteError} says where SQLite meets it. */
export function explainDiskError(error: unknown, path: string): unknown {
  if (error instanceof IntegrationError || !(error instanceof Error)) return error;
  return explain(codesOfDisk.get((error as NodeJS.ErrnoException).code ?? '') ?? 10, error, path);
}

function explain(errcode: number, error: Error, path: string): Error {
  const database = `The settings database ${path}`;
  const detail = error.message;
  const cause = error;
  switch (errcode & 0xff) {
    case 3 /* SQLITE_PERM */:
    case 8 /* SQLITE_READONLY */:
      return new ConfigError(`${database} cannot be written: ${detail}`, {
        code: 'settings-database-read-only',
        hint: 'Give the account that runs the Integration Client the right to write the file and its directory.',
        cause,
      });
    case 5 /* SQLITE_BUSY */:
    case 6 /* SQLITE_LOCKED */:
      return new RetryableError(`${database} is locked by another program`, {
        code: 'settings-database-busy',
        hint: 'Close the program that holds the file, or try again later.',
        cause,
      });
    case 10 /* SQLITE_IOERR */:
      return new RetryableError(`${database} cannot be read or written: ${detail}`, {
        code: 'settings-database-io',
        hint: 'Look whether the disk is full, can only be read, or fails.',
        cause,
      });
    case 11 /* SQLITE_CORRUPT */:
      return settingsDatabaseDamaged(path, detail, cause);
    case 13 /* SQLITE_FULL */:
      return new RetryableError(`${database} cannot grow: the disk is full`, {
        code: 'disk-full',
        hint: 'Free some space on the disk.',
        cause,
      });
    case 14 /* SQLITE_CANTOPEN */:
      return new ConfigError(`${database} cannot be opened: ${detail}`, {
        code: 'settings-database-unusable',
        hint: 'Check that it is a file, and that the account that runs the Integration Client may read and write it and its directory.',
        cause,
      });
    case 26 /* SQLITE_NOTADB */:
      return new ConfigError(`${database} is not a database`, {
        code: 'settings-database-foreign',
        hint: restoreHint,
        cause,
      });
    default:
      return error;
  }
}
