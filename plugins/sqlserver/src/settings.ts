import type { SettingsSchema } from '@integration-client/sdk';

/** How the destination logs in. */
export type Authentication = 'sql' | 'windows' | 'entra';

/** What people set for a SQL Server destination. */
export interface SqlServerSettings {
  /** Name or address, `name\instance` for a named instance. Absent where {@link connectionString} is given, as the next. */
  readonly server?: string;
  readonly port?: number;
  readonly database?: string;
  readonly authentication: Authentication;
  readonly username?: string;
  readonly password?: string;
  /** Instead of server, port, database, username and password. */
  readonly connectionString?: string;
  readonly encrypt: boolean;
  /** Absolute path of a file of certificates in PEM form. */
  readonly caFile?: string;
  readonly trustServerCertificate: boolean;
  /** Additional connection parameters, `Name=Value;Name=Value`. */
  readonly parameters?: string;
  readonly storeSystemInformation: boolean;
}

/** The settings as they are declared to the host. */
export const sqlServerSettings: SettingsSchema = {
  type: 'object',
  properties: {
    server: {
      type: 'string',
      title: 'Server',
      description: 'Name or address of the server, without the port. A named instance is written server\\instance.',
      step: 'Server',
      minLength: 1,
    },
    port: {
      type: 'integer',
      title: 'Port',
      description: 'TCP port. Empty: 1433, or for a named instance the one that SQL Server Browser tells.',
      step: 'Server',
      minimum: 1,
      maximum: 65535,
    },
    database: {
      type: 'string',
      title: 'Database',
      description:
        'Name of the database. It is created at the first delivery where it does not exist and the login may.',
      step: 'Server',
      minLength: 1,
    },
    authentication: {
      type: 'string',
      title: 'Authentication',
      description:
        'sql: a login of SQL Server. windows: a Windows account (NTLM). entra: Microsoft Entra, by user name and password, by an application (parameters Client ID and Tenant ID, the secret as password), or by the identity of the machine.',
      step: 'Login',
      enum: ['sql', 'windows', 'entra'],
      default: 'sql',
    },
    username: {
      type: 'string',
      title: 'Username',
      description: 'Of a Windows account: DOMAIN\\user.',
      step: 'Login',
      minLength: 1,
    },
    password: { type: 'string', title: 'Password', step: 'Login', minLength: 1, secret: true },
    connectionString: {
      type: 'string',
      title: 'Connection String',
      description:
        'Instead of server, port, database, username and password: Server=…;Database=…;User ID=…;Password=…. What it says of encryption and login counts, not the settings here.',
      step: 'Login',
      minLength: 1,
      secret: true,
    },
    encrypt: {
      type: 'boolean',
      title: 'Encrypt',
      description: 'Whether the connection is encrypted (TLS). Without it anyone on the way can read the sessions.',
      step: 'Encryption',
      default: true,
    },
    caFile: {
      type: 'string',
      title: 'CA File',
      description:
        'Absolute path of a PEM file with the authority that signed the server’s certificate, where it is a private one.',
      step: 'Encryption',
      format: 'absolute-path',
      minLength: 1,
    },
    trustServerCertificate: {
      type: 'boolean',
      title: 'Trust Server Certificate',
      description: 'Accepts any certificate. Anyone on the way can then pose as the server; prefer a CA file.',
      step: 'Encryption',
      default: false,
    },
    parameters: {
      type: 'string',
      title: 'Additional Connection Parameters',
      description:
        'Name=Value;Name=Value. Known: Application Name, Client ID, Command Timeout and Connect Timeout (seconds), Host Name In Certificate, Language, MultiSubnetFailover, Packet Size, Tenant ID, Workstation ID.',
      step: 'Server',
      minLength: 1,
    },
    storeSystemInformation: {
      type: 'boolean',
      title: 'Should Store System Information',
      description: 'Whether the system information collected during sessions is stored. It can be large.',
      step: 'Data',
      default: false,
    },
  },
  additionalProperties: false,
};
