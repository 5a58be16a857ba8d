import { ConfigError } from '@integration-client/sdk';
import { type ConnectionConfig, LoginError, numbersOf } from '@integration-client/sdk/sqlserver';
import { Connection } from './connection.js';
import { createDatabase, findDatabase } from './statements.js';

/** Errors that are looked for by themselves: https://learn.microsoft.com/sql/relational-databases/errors-events */
const numbers = { createDatabaseDenied: 262, databaseExists: 1801, cannotOpenDatabase: 4060 } as const;

/** What a server says of a database that cannot be connected to. */
export interface Absence {
  /** Whether the login may create it. */
  readonly mayCreate: boolean;
}

/** Connects to a database; where there is none, tells whether it could be created. Throws the driver's own errors. */
export async function openDatabase(config: ConnectionConfig, signal: AbortSignal): Promise<Connection | Absence> {
  try {
    return await Connection.open(config);
  } catch (error) {
    if (!(error instanceof LoginError) || !error.numbers.includes(numbers.cannotOpenDatabase)) throw error;
    return onMaster(config, error, async (master) => {
      const [row] = await master.session(signal).run(findDatabase(config.database));
      // Another program may have created it in between; otherwise this fails as before.
      if (row?.id !== null) return Connection.open(config);
      return { mayCreate: Number(row.server_right) === 1 || Number(row.database_right) === 1 };
    });
  }
}

/** Creates a database and connects to it. Throws ConfigError `database-missing`, and the driver's own errors. */
export async function createAndOpenDatabase(config: ConnectionConfig, signal: AbortSignal): Promise<Connection> {
  await onMaster(config, undefined, (master) => create(master, config.database, signal));
  return Connection.open(config);
}

/** The database is not there, and the login may not create it. */
export function mayNotCreate(database: string, cause?: unknown): ConfigError {
  return new ConfigError(`the database ${database} does not exist, and the login may not create it`, {
    code: 'database-missing',
    hint: 'Create the database, or grant the login CREATE ANY DATABASE (or CREATE DATABASE in master).',
    cause,
  });
}

async function create(master: Connection, database: string, signal: AbortSignal): Promise<void> {
  try {
    await master.session(signal).run(createDatabase(database));
  } catch (error) {
    const found = numbersOf(error);
    // Another program was faster.
    if (found.includes(numbers.databaseExists)) return;
    if (found.includes(numbers.createDatabaseDenied)) throw mayNotCreate(database, error);
    throw error;
  }
}

/** Works on the server's own database, which every login may use; where this one may not, fails as before. */
async function onMaster<T>(
  config: ConnectionConfig,
  before: LoginError | undefined,
  work: (master: Connection) => Promise<T>,
): Promise<T> {
  const master = await Connection.open({ ...config, database: 'master' }).catch((error: unknown) => {
    throw error instanceof LoginError ? (before ?? error) : error;
  });
  try {
    return await work(master);
  } finally {
    await master.close();
  }
}
