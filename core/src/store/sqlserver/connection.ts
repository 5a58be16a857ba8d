import { ConfigError, type Disk } from '@integration-client/sdk';
import { type ConnectionConfig, parseConnectionString, readCaFile } from '@integration-client/sdk/sqlserver';
import { resolveSecret } from '../../secrets/reference.js';
import type { SqlServerPlace } from '../settings-place.js';
import { loadDriver } from './driver.js';

/** Milliseconds until a connection stands. */
const connectTimeout = 15_000;

/** Milliseconds until a statement begins to answer; what could not be read can be hundreds of megabytes. */
const requestTimeout = 300_000;

const secretNames = /(?:^|;)\s*(?:password|pwd|client\s*secret|(?:access\s*)?token|msi\s*secret)\s*=/i;

/** Whether a connection string holds a secret, by the names in it. */
export function holdsSecret(connectionString: string): boolean {
  return secretNames.test(connectionString);
}

/**
 * How to reach a settings database. References are resolved; encryption is on unless the connection string says otherwise.
 * Throws ConfigError `settings-database-connection`, `ca-file-unreadable`, `ca-file-invalid` and those of references.
 */
export async function connectionConfig(place: SqlServerPlace, disk: Disk): Promise<ConnectionConfig> {
  const text = await resolveSecret(place.connection, process.env, disk);
  const faults: string[] = [];
  const config = parseConnectionString(await loadDriver(), text, 'connection', faults);
  const password = place.password === undefined ? undefined : await resolveSecret(place.password, process.env, disk);
  if (config !== undefined && password !== undefined && config.password !== undefined) {
    faults.push('password: the connection string holds one already');
  } else if (config?.user !== undefined && (password ?? config.password) === undefined) {
    faults.push('password: is needed for the login, in the connection string or beside it');
  }
  if (config === undefined || faults.length > 0) throw unusable(faults);
  const ca = place.caFile === undefined ? undefined : await readCaFile(place.caFile, '--ca-file', disk);
  return {
    ...config,
    ...(password === undefined ? {} : { password }),
    options: {
      appName: 'Integration Client',
      connectTimeout: config.connectionTimeout ?? connectTimeout,
      requestTimeout: config.requestTimeout ?? requestTimeout,
      encrypt: true,
      ...config.options,
      ...(ca === undefined ? {} : { cryptoCredentialsDetails: { ca } }),
      // Without it an error would undo only its own statement, and the rest of a transaction could be committed.
      abortTransactionOnError: true,
      useUTC: true,
      // The driver would take a database that does not exist for one that is about to come.
      maxRetriesOnTransientErrors: 0,
    },
    pool: { min: 0, max: 4 },
    validateConnection: 'socket',
  };
}

function unusable(faults: readonly string[]): ConfigError {
  return new ConfigError(`The connection to the settings database is not set up: ${faults.join('; ')}`, {
    code: 'settings-database-connection',
    hint: 'The connection string reads Server=db.example.com;Database=IntegrationClient;User ID=…;Password=…',
  });
}
