import mssql from 'mssql';
import { offer } from '../../support/child-module.js';
import { type TestSqlServer, testServer } from '../../support/sqlserver.js';

let server: TestSqlServer | undefined;

const methods = {
  /** Starts the server: the double, or the one that `IC_TEST_SQLSERVER` names. */
  async start(): Promise<void> {
    server = await testServer();
  },
  /** What mssql needs to connect to a database of a new name, which is not there yet. */
  newDatabase(): mssql.config {
    return started().config(started().newDatabaseName());
  },
  /** Removes a database that nobody uses any more. */
  async drop(database: string): Promise<void> {
    const pool = new mssql.ConnectionPool(started().config('master'));
    await pool.connect();
    try {
      await pool.request().query(`DROP DATABASE [${database}]`);
    } finally {
      await pool.close();
    }
  },
  async stop(): Promise<void> {
    await server?.stop();
  },
};

/** What it offers to its parent. */
export type ServerMethods = typeof methods;

function started(): TestSqlServer {
  if (server === undefined) throw new Error('the server was not started');
  return server;
}

offer(methods);
