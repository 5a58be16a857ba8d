import { settingsFor } from '../unit/sqlserver/support.js';
import type { TestSqlServer } from './sqlserver.js';

/** What a person sets for a destination in a database of a server for tests, with TLS where that is the double. */
export function destinationSettings(server: TestSqlServer, database: string): Record<string, unknown> {
  const settings = { ...settingsFor(server.config(database)), storeSystemInformation: true };
  // The double's certificate has this name.
  return server.double === undefined ? settings : { ...settings, server: 'localhost', caFile: server.double.caFile };
}
