import { ConfigError } from '@integration-client/sdk';
import { type ConnectionConfig, LoginError, numbersOf, openPool, placeOf } from '@integration-client/sdk/sqlserver';
import { Kysely } from '#kysely';
import { CheckedRows } from '../checked-rows.js';
import type { SettingsDatabase } from '../schema.js';
import { SqlServerDialect } from './dialect.js';
import { loadDriver, SqlServerDriver } from './driver.js';
import { explainSqlServerError, serverDatabaseDamaged } from './errors.js';

const cannotOpenDatabase = 4060;
const createDatabaseDenied = 262;
const databaseExists = 1801;

/**
 * Connects to a database; `create` makes it where it does not exist. Throws ConfigError `settings-database-missing`, and what
 * {@link explainSqlServerError} makes.
 */
export async function openServerDatabase(config: ConnectionConfig, { create = false } = {}): Promise<SettingsDatabase> {
  const place = placeOf(config);
  try {
    return databaseOf(await connect(config, create), place);
  } catch (error) {
    throw explainSqlServerError(error, place);
  }
}

/** A database over a driver, whose rows are checked. */
function databaseOf(driver: SqlServerDriver, place: string): SettingsDatabase {
  const checked = new CheckedRows((detail) => serverDatabaseDamaged(place, detail));
  return new Kysely({ dialect: new SqlServerDialect(driver), plugins: [checked] });
}

async function connect(config: ConnectionConfig, create: boolean): Promise<SqlServerDriver> {
  try {
    return await SqlServerDriver.open(config);
  } catch (error) {
    const isMissing = error instanceof LoginError && error.numbers.includes(cannotOpenDatabase);
    if (!create || !isMissing) throw error;
    await createDatabase(config, error);
    return SqlServerDriver.open(config);
  }
}

/** Creates the database, unless it is there and only refused: then throws the error from before. */
async function createDatabase(config: ConnectionConfig, before: LoginError): Promise<void> {
  const driver = await loadDriver();
  const master = await openPool(driver, { ...config, database: 'master' }).catch(() => {
    throw before;
  });
  try {
    const { recordset } = await master
      .request()
      .input('database', driver.NVarChar(128), config.database)
      .query('select db_id(@database) as [id]');
    if (recordset[0]?.id !== null) throw before;
    await master.request().query(`create database [${config.database.replaceAll(']', ']]')}]`);
  } catch (error) {
    const numbers = numbersOf(error);
    // Another program was faster.
    if (numbers.includes(databaseExists)) return;
    if (!numbers.includes(createDatabaseDenied)) throw error;
    throw new ConfigError(`The database ${config.database} does not exist, and the login may not create it`, {
      code: 'settings-database-missing',
      hint: 'Create the database, or grant the login CREATE ANY DATABASE (or CREATE DATABASE in master).',
      cause: error,
    });
  } finally {
    await master.close();
  }
}
