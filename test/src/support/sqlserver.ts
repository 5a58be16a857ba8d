import { randomUUID } from 'node:crypto';
import mssql from 'mssql';
import { TdsServer, type TdsServerOptions } from './tds/index.js';

/** A connection string; suites run against that server then, whose login may do everything, instead of the double. */
const realServer = process.env.IC_TEST_SQLSERVER;

/** Whether suites run against the double: only it makes faults. */
export const isDouble: boolean = realServer === undefined;

/** A server for tests: the double, or a real one. */
export interface TestSqlServer {
  /** The double, to make faults with; undefined for a real server. */
  readonly double: TdsServer | undefined;
  /** What mssql needs to connect to a database. */
  config(database: string): mssql.config;
  /** A name for a database of the test's own, which is not there yet. */
  newDatabaseName(): string;
  /** Removes the databases of the names it gave, and ends the double. */
  stop(): Promise<void>;
}

/** Starts the double, or takes the server that `IC_TEST_SQLSERVER` names; the options are for the double. */
export async function testServer(options: TdsServerOptions = {}): Promise<TestSqlServer> {
  if (realServer === undefined) {
    const double = await TdsServer.start(options);
    return {
      double,
      config: (database) => double.config(database),
      newDatabaseName,
      stop: () => double.stop(),
    };
  }
  const real = mssql.ConnectionPool.parseConnectionString(realServer);
  const config = (database: string): mssql.config => ({ ...real, database });
  const names: string[] = [];
  return {
    double: undefined,
    config,
    newDatabaseName: () => {
      names.push(newDatabaseName());
      return names.at(-1)!;
    },
    stop: () => dropDatabases(config('master'), names),
  };
}

function newDatabaseName(): string {
  return `ic-test-${randomUUID()}`;
}

async function dropDatabases(config: mssql.config, names: readonly string[]): Promise<void> {
  const pool = new mssql.ConnectionPool(config);
  await pool.connect();
  try {
    for (const name of names) {
      const drop = `ALTER DATABASE [${name}] SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE [${name}]`;
      await pool.request().query(`IF DB_ID(N'${name}') IS NOT NULL BEGIN ${drop} END`);
    }
  } finally {
    await pool.close();
  }
}
