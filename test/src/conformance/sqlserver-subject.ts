import { storageTables } from '@integration-client/sdk';
import {
  type ConformanceCase,
  conformanceCases,
  describeConformance,
  type StoredItem,
} from '@integration-client/sdk/testing/conformance';
import mssql from 'mssql';
import { type TestSqlServer, testServer } from '../support/sqlserver.js';
import { settingsFor } from '../unit/sqlserver/support.js';
import { sessionsOf } from './stored-rows.js';

let server: TestSqlServer;

/** Tries rules of the contract with the SQL Server plugin: those that are wanted. */
export async function describeSqlServer(isWanted: (rule: ConformanceCase) => boolean): Promise<void> {
  const cases = await conformanceCases({
    module: import.meta.resolve('@integration-client/plugin-sqlserver'),
    place: () => {
      const config = server.config(server.newDatabaseName());
      const settings = settingsFor(config);
      return {
        settings,
        stored: () => storedIn(config),
        unusable: { ...settings, port: 1, parameters: 'Connect Timeout=5' },
      };
    },
  });

  describe('SQL Server', () => {
    before(async () => {
      server = await testServer();
    });
    after(() => server.stop());
    describeConformance('the contract, kept by sqlserver', cases.filter(isWanted), { describe, it });
  });
}

async function storedIn(config: mssql.config): Promise<readonly StoredItem[]> {
  return withPool({ ...config, database: 'master' }, async (master) => {
    const found = await master.request().input('name', config.database).query('SELECT DB_ID(@name) AS [id]');
    if (found.recordset[0].id === null) return [];
    return withPool(config, async (pool) => {
      const query = async (sql: string) => (await pool.request().query(sql)).recordset ?? [];
      const [table] = await query(`SELECT OBJECT_ID(N'[dbo].[${storageTables.at(-1)?.name}]', N'U') AS [id]`);
      const place = `${config.server},${config.port}/${config.database}`;
      return table?.id === null ? [] : sessionsOf(place, query);
    });
  });
}

async function withPool<T>(config: mssql.config, use: (pool: mssql.ConnectionPool) => Promise<T>): Promise<T> {
  const pool = new mssql.ConnectionPool({ ...config, pool: { max: 1 } });
  await pool.connect();
  try {
    return await use(pool);
  } finally {
    await pool.close();
  }
}
