import { ConfigError, IntegrationError, RetryableError } from '@integration-client/sdk';

const restoreHint =
  'Put back settings.db from a backup. Without one, move the file away, run "ic init" and "ic apply" your settings again.';

/** The library leaves out the code of what goes wrong while rows are read; the texts are SQLite's own (sqlite3_errstr). */
const codesByText = new Map([
  ['attempt to write a readonly database', 8],
  ['disk I/O error', 10],
  ['database disk image is malformed', 11],
  ['database or disk is full', 13],
]);

/**
 * Turns an error of SQLite into one that says what is wrong with the settings database and what to do. Other errors
 * come back as they are. Codes: https://sqlite.org/rescode.html
 */
export function explainSqliteError(error: unknown, path: string): unknown {
  if (error instanceof IntegrationError || !(error instanceof Error)) return error;
  const { errcode = codesByText.get(error.message) } = error as { errcode?: unknown };
  if (typeof errcode !== 'number') return error;
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
      return new ConfigError(`${database} is damaged: ${detail}`, {
        code: 'settings-database-damaged',
        hint: restoreHint,
        cause,
      });
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
