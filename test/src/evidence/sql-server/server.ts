import { offer } from '../../support/child-module.js';
import { type TestSqlServer, testServer } from '../../support/sqlserver.js';
import { destinationSettings } from '../../support/sqlserver-destination.js';

let server: TestSqlServer | undefined;

const methods = {
  /** Starts the server, with TLS: the double, or the one that `IC_TEST_SQLSERVER` names. */
  async start(): Promise<void> {
    server = await testServer({ tls: true });
  },
  /** A name for a database that is not there yet: what mssql needs to connect to it, and the settings of a destination. */
  newDatabase() {
    const database = started().newDatabaseName();
    return { config: started().config(database), settings: destinationSettings(started(), database) };
  },
  /** How many bulk loads and commits there were, and whether the last was a load; a real server does not tell. */
  loads(): { readonly count: number; readonly isLoading: boolean } | undefined {
    const log = started().double?.log.filter((text) => /^(insert bulk|commit)\b/i.test(text));
    return log && { count: log.length, isLoading: /^insert/i.test(log.at(-1) ?? '') };
  },
  /** Removes the databases, and ends it. */
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
