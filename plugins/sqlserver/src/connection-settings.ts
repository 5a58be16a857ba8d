import { ConfigError, type Disk } from '@integration-client/sdk';
import { type ConnectionConfig, parseConnectionString, readCaFile } from '@integration-client/sdk/sqlserver';
import { loadDriver } from './driver.js';
import { type ConnectionParameters, readParameters } from './parameters.js';
import type { SqlServerSettings } from './settings.js';

/** Milliseconds until a connection stands. */
const connectTimeout = 15_000;

/** Milliseconds until a statement begins to answer; below the time after which the host gives a delivery up. */
const requestTimeout = 300_000;

/**
 * What the driver has to be given for the settings. Throws ConfigError `connection-settings` with all faults, each under
 * the name of its setting, and `ca-file-unreadable`, `ca-file-invalid`.
 */
export async function connectionConfig(settings: SqlServerSettings, disk: Disk): Promise<ConnectionConfig> {
  const faults: string[] = [];
  const parameters = readParameters(settings.parameters ?? '', faults);
  const config =
    settings.connectionString === undefined
      ? fromFields(settings, parameters, faults)
      : await fromConnectionString(settings, settings.connectionString, faults);
  if (config === undefined || faults.length > 0) {
    throw new ConfigError(`the connection to SQL Server is not set up: ${faults.join('; ')}`, {
      code: 'connection-settings',
      hint: 'Correct these settings of the destination.',
    });
  }
  const { clientId: _clientId, tenantId: _tenantId, ...options } = parameters;
  const ca = settings.caFile === undefined ? undefined : await readCaFile(settings.caFile, 'caFile', disk);
  return {
    ...config,
    options: {
      appName: 'Integration Client',
      connectTimeout: config.connectionTimeout ?? connectTimeout,
      requestTimeout: config.requestTimeout ?? requestTimeout,
      ...config.options,
      ...options,
      ...(ca === undefined ? {} : { cryptoCredentialsDetails: { ca } }),
      // Without it an error would undo only its own statement, and the rest of a transaction could be committed.
      abortTransactionOnError: true,
      useUTC: true,
      // The host repeats; the driver would take a database that does not exist for one that is about to come.
      maxRetriesOnTransientErrors: 0,
    },
    pool: { min: 0, max: 1 },
    validateConnection: 'socket',
  };
}

function fromFields(
  settings: SqlServerSettings,
  parameters: ConnectionParameters,
  faults: string[],
): ConnectionConfig | undefined {
  const { server, port, database, encrypt, trustServerCertificate } = settings;
  if (server === undefined) faults.push('server: needs a value, or give connectionString');
  if (database === undefined) faults.push('database: needs a value');
  const authentication = readAuthentication(settings, parameters, faults);
  const [, host = '', instanceName] = /^([^\\]*)(?:\\(.*))?$/s.exec(server ?? '') ?? [];
  if (server !== undefined && /^$|^tcp:|[\s,/;]/i.test(host)) {
    faults.push('server: is a name or address without a port and without tcp:, as in db.example.com or db\\instance');
  }
  if (database === undefined || authentication === undefined) return undefined;
  return {
    server: host,
    database,
    authentication,
    // A port that is given says more than the name of an instance.
    ...(port === undefined ? {} : { port }),
    options: {
      encrypt,
      trustServerCertificate,
      ...(port === undefined && instanceName !== undefined ? { instanceName } : {}),
    },
  };
}

function readAuthentication(
  { authentication, username, password }: SqlServerSettings,
  { clientId, tenantId }: ConnectionParameters,
  faults: string[],
): ConnectionConfig['authentication'] | undefined {
  const need = (name: string): undefined => {
    faults.push(`${name}: needs a value with authentication ${authentication}`);
  };
  if (authentication !== 'entra') {
    if (username === undefined) need('username');
    if (password === undefined) need('password');
    if (username === undefined || password === undefined) return undefined;
    if (authentication === 'sql') return { type: 'default', options: { userName: username, password } };
    const [, domain, userName] = /^([^\\]+)\\(.+)$/s.exec(username) ?? [];
    if (domain === undefined || userName === undefined) {
      faults.push('username: is DOMAIN\\user with authentication windows');
      return undefined;
    }
    return { type: 'ntlm', options: { domain, userName, password } };
  }
  if (username !== undefined) {
    if (password === undefined) return need('password');
    if (clientId === undefined) return need('parameters: Client ID');
    return {
      type: 'azure-active-directory-password',
      options: { userName: username, password, clientId, tenantId: tenantId ?? 'common' },
    };
  }
  if (password !== undefined) {
    if (clientId === undefined) return need('parameters: Client ID');
    if (tenantId === undefined) return need('parameters: Tenant ID');
    return {
      type: 'azure-active-directory-service-principal-secret',
      options: { clientId, clientSecret: password, tenantId },
    };
  }
  return { type: 'azure-active-directory-default', options: clientId === undefined ? {} : { clientId } };
}

async function fromConnectionString(
  settings: SqlServerSettings,
  text: string,
  faults: string[],
): Promise<ConnectionConfig | undefined> {
  for (const name of ['server', 'port', 'database', 'username', 'password'] as const) {
    if (settings[name] !== undefined) faults.push(`${name}: leave it out where connectionString is given`);
  }
  return parseConnectionString(await loadDriver(), text, 'connectionString', faults);
}
