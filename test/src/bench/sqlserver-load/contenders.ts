import plugin from '@integration-client/plugin-sqlserver';
import { everyBulkLoad } from '@integration-client/plugin-sqlserver/every-statement';
import { type Destination, nodeDisk, type SessionItem, storageTables } from '@integration-client/sdk';
import mssql from 'mssql';
import { offer } from '../../support/child-module.js';
import type { Measurement } from '../benchmark.js';
import { type ReportFile, sessionBatches } from '../report-file.js';
import { Stopwatch } from '../stopwatch.js';
import { parsedRows, type RowsByTable, SessionRowMaker } from './rows.js';

/** What is to be loaded, and into which database, which is not there yet. */
export interface Load {
  readonly reports: readonly ReportFile[];
  readonly server: mssql.config;
}

const signal = new AbortController().signal;
const silentLog = { debug() {}, info() {}, warn() {}, error() {} };

const methods = {
  /** The plugin, given sessions as the host gives them: their XML. */
  async plugin({ reports, server }: Load): Promise<Measurement> {
    const destination = await openDestination(server);
    const watch = new Stopwatch();
    for await (const items of allBatches(reports)) await watch.time(() => destination.deliverMany(items, signal));
    await destination.close();
    return watch.measurement(await storedRows(server));
  },
  /** One bulk load for each table, in one transaction for each batch; the rows lie in memory before. */
  bulk: (load: Load): Promise<Measurement> =>
    loadRows(load, async (transaction, rows) => {
      const tables = emptyTables().map((table, index) => {
        table.rows.push(...(rows.get(storageTables[index]?.name ?? '') ?? []));
        return table;
      });
      return async () => {
        for (const table of tables) {
          if (table.rows.length > 0) await transaction.request().bulk(table, { checkConstraints: true });
        }
      };
    }),
  /** One INSERT with parameters for each row, in one transaction for each batch. */
  rowByRow: (load: Load): Promise<Measurement> =>
    loadRows(load, async (transaction, rows) => async () => {
      for (const [index, table] of emptyTables().entries()) {
        const { name = '' } = storageTables[index] ?? {};
        const columns = table.columns.map((column) => `[${column.name}]`).join(', ');
        const places = table.columns.map((column) => `@${column.name}`).join(', ');
        for (const row of rows.get(name) ?? []) {
          const request = transaction.request();
          for (const [at, column] of table.columns.entries())
            request.input(column.name, column.type as mssql.ISqlType, row[at]);
          await request.query(`INSERT INTO [dbo].[${name}] (${columns}) VALUES (${places})`);
        }
      }
    }),
  /** Only what has to be done before rows are in memory: the XML is read and made into rows. */
  async parse(reports: readonly ReportFile[]): Promise<Measurement> {
    const watch = new Stopwatch();
    let rows = 0;
    for await (const items of allBatches(reports)) {
      await watch.time(() => {
        for (const item of items) parsedRows(item);
      });
      rows += countRows(new SessionRowMaker().rowsOf(items));
    }
    return watch.measurement(rows);
  },
};

/** What it offers to its parent. */
export type ContenderMethods = typeof methods;

/** Loads batches into the tables that the plugin makes. What `prepare` returns is on the clock, with its transaction. */
async function loadRows(
  { reports, server }: Load,
  prepare: (transaction: mssql.Transaction, rows: RowsByTable) => Promise<() => Promise<void>>,
): Promise<Measurement> {
  await (await openDestination(server)).close();
  const pool = await new mssql.ConnectionPool(server).connect();
  const watch = new Stopwatch();
  const maker = new SessionRowMaker();
  for await (const items of allBatches(reports)) {
    const transaction = pool.transaction();
    const load = await prepare(transaction, maker.rowsOf(items));
    await watch.time(async () => {
      await transaction.begin();
      await load();
      await transaction.commit();
    });
  }
  await pool.close();
  return watch.measurement(await storedRows(server));
}

async function* allBatches(reports: readonly ReportFile[]): AsyncGenerator<readonly SessionItem[]> {
  for (const report of reports) yield* sessionBatches(report);
}

/** A destination whose database and tables are made, and whose connection stands. */
async function openDestination({ server, port, database, user, password, options }: mssql.config) {
  const settings = {
    server: options?.instanceName === undefined ? server : `${server}\\${options.instanceName}`,
    ...(port === undefined ? {} : { port }),
    database,
    authentication: 'sql',
    username: user,
    password,
    encrypt: options?.encrypt ?? true,
    trustServerCertificate: options?.trustServerCertificate ?? false,
    storeSystemInformation: true,
  };
  const destination = new plugin.destination(settings, silentLog, nodeDisk) as Required<Destination>;
  await destination.deliverMany([], signal);
  return destination;
}

/** The storage tables as the driver loads them, without rows. */
function emptyTables(): mssql.Table[] {
  return everyBulkLoad(mssql)
    .slice(0, storageTables.length)
    .map(({ table }) => table);
}

async function storedRows(server: mssql.config): Promise<number> {
  const pool = await new mssql.ConnectionPool(server).connect();
  let rows = 0;
  for (const { name } of storageTables) {
    const { recordset } = await pool.request().query(`SELECT COUNT(*) AS [n] FROM [dbo].[${name}]`);
    rows += Number(recordset[0].n);
  }
  await pool.close();
  return rows;
}

function countRows(rows: RowsByTable): number {
  return [...rows.values()].reduce((sum, { length }) => sum + length, 0);
}

offer(methods);
