import { everyBulkLoad, everyStatement } from '@integration-client/plugin-sqlserver/every-statement';
import mssql from 'mssql';
import { type BulkLoad, Connection } from 'tedious';
import { storeStatements } from './store-statements.js';

// Prints every statement that is sent to SQL Server, one batch after another: npm run sql:list

/** What the driver makes of the tables that it is given, without a server. */
async function insertBulkStatements(): Promise<readonly string[]> {
  const connection = new Connection({ server: 'none', authentication: { type: 'default', options: {} } });
  const texts: string[] = [];
  const noServer = {
    config: {},
    connected: true,
    acquire: (_request: unknown, done: (error: null, connection: Connection) => void) => done(null, connection),
    release: () => undefined,
  };
  connection.execBulkLoad = (bulk: BulkLoad) => {
    texts.push((bulk as unknown as { getBulkInsertSql(): string }).getBulkInsertSql());
    bulk.callback(null);
  };
  for (const { table, options } of everyBulkLoad(mssql)) {
    await new mssql.Request(noServer as unknown as mssql.ConnectionPool).bulk(table, options);
  }
  return texts;
}

const texts = [
  ...everyStatement().map(({ text }) => text),
  ...(await insertBulkStatements()),
  ...(await storeStatements()),
];
process.stdout.write(texts.map((text) => `${text}\nGO\n`).join(''));
