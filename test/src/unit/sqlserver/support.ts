import plugin from '@integration-client/plugin-sqlserver';
import { type Destination, nodeDisk, storageTables } from '@integration-client/sdk';
import mssql from 'mssql';
import { testServer } from '../../support/sqlserver.js';
import type { TdsServer } from '../../support/tds/index.js';
import { silentLog } from '../sqlite/support.js';

/** What a destination is given for a database. */
export type Given = Record<string, unknown>;

/** A server with a database of a test's own, which is not there yet. */
export interface Place {
  /** The settings of a destination that stores in the database. */
  readonly settings: Given;
  readonly database: string;
  /** The double; undefined for a real server. */
  readonly server: TdsServer | undefined;
  /** Runs SQL in the database, or in another one, as another program would. */
  query(sql: string, database?: string): Promise<Record<string, unknown>[]>;
  /** Runs several queries in the database at once, which takes as long as one. */
  queries(sql: readonly string[]): Promise<readonly Record<string, unknown>[][]>;
  /** Ends the connections that {@link query} made; it makes new ones. */
  disconnect(): Promise<void>;
  /** A connection of another program, with a transaction that is undone in the end. */
  inTransaction(work: (run: (sql: string) => Promise<unknown>) => Promise<void>): Promise<void>;
}

/** A destination as the host would make one. */
export function open(settings: Given, more: Given = {}): Required<Destination> {
  return new plugin.destination({ ...settings, ...more }, silentLog, nodeDisk) as Required<Destination>;
}

/** A server for one test, with a database that the first delivery creates. A name of the test's own is its own to drop. */
export async function withPlace(work: (place: Place) => Promise<void>, name?: string): Promise<void> {
  const server = await testServer();
  const database = name ?? server.newDatabaseName();
  const pools = new Map<string, mssql.ConnectionPool>();
  const connected = async (to: string): Promise<mssql.ConnectionPool> => {
    const pool = pools.get(to) ?? new mssql.ConnectionPool({ ...server.config(to), pool: { max: 1 } });
    // What a test cuts off may be this connection as well.
    if (!pools.has(to)) pool.on('error', () => undefined);
    pools.set(to, pool);
    return pool.connect();
  };
  const disconnect = async (): Promise<void> => {
    for (const pool of pools.values()) await pool.close();
    pools.clear();
  };
  try {
    await work({
      settings: settingsFor(server.config(database)),
      database,
      server: server.double,
      query: async (sql, to = database) => (await (await connected(to)).request().query(sql)).recordset ?? [],
      queries: async (sql) => {
        const { recordsets } = await (await connected(database)).request().query(sql.join(';\n'));
        return recordsets as Record<string, unknown>[][];
      },
      disconnect,
      inTransaction: async (inside) => {
        const transaction = (await connected(database)).transaction();
        await transaction.begin();
        try {
          await inside((sql) => transaction.request().query(sql));
        } finally {
          await transaction.rollback();
        }
      },
    });
  } finally {
    await disconnect();
    await server.stop();
  }
}

/** A place whose database is there and empty. */
export async function withEmptyDatabase(work: (place: Place) => Promise<void>): Promise<void> {
  await withPlace(async (place) => {
    await place.query(`CREATE DATABASE [${place.database}]`, 'master');
    await work(place);
  });
}

/** A database of the double with the plugin's tables, and nothing in them. */
let tables: Uint8Array | undefined;

/**
 * A place whose database has the plugin's tables. In the double the first one is made by the plugin, and the others are copies
 * of it: the statements that make the tables take longer than most of what is done with them.
 */
export function withTables(work: (place: Place) => Promise<void>): Promise<void> {
  return withPlace(async (place) => {
    const { server, database, settings } = place;
    if (server === undefined || tables === undefined) {
      const destination = open(settings);
      await destination.deliverMany([], new AbortController().signal);
      await destination.close();
      tables = server?.contentOf(database);
    } else {
      server.createDatabase(database, tables);
    }
    await work(place);
  });
}

/** The settings of a destination for what the driver takes. */
export function settingsFor({ server, port, database, user, password, options }: mssql.config): Given {
  return {
    server,
    port,
    database,
    authentication: 'sql',
    username: user,
    password,
    encrypt: options?.encrypt ?? true,
    trustServerCertificate: options?.trustServerCertificate ?? false,
    storeSystemInformation: false,
  };
}

/** Everything the tables hold but for the numbers of rows, which differ between two ways to the same content. */
export async function content(place: Place): Promise<string> {
  const tables = await place.queries(
    storageTables.map(({ name, columns }) => {
      const values = columns.filter(({ type, references }) => type !== 'id' && references === undefined);
      return `SELECT ${values.map((column) => `[${column.name}]`).join(', ')} FROM [dbo].[${name}] ORDER BY [id]`;
    }),
  );
  return JSON.stringify(tables.map((rows) => rows.map((row) => JSON.stringify(row)).sort()));
}

/** How many rows each table has. */
export async function counts(place: Place): Promise<Record<string, number>> {
  const tables = await place.queries(storageTables.map(({ name }) => `SELECT COUNT(*) AS [n] FROM [dbo].[${name}]`));
  return Object.fromEntries(storageTables.map(({ name }, index) => [name, Number(tables[index]?.[0]?.n)]));
}
