import { resolve } from 'node:path';
import type { SqlServerPlace } from '@integration-client/core/store/settings-place';
import type { Command } from 'commander';
import type { CliEnvironment } from './environment.js';
import { UsageError } from './errors.js';
import { canAsk, SecretReader } from './prompt.js';

/** How people name a settings database on a server. */
export interface ServerOptions {
  readonly connection?: string;
  readonly password?: string;
  readonly caFile?: string;
}

/** The options of a command that names a settings database on a server. */
export function addServerOptions(command: Command): Command {
  return command
    .option(
      '--connection <ref>',
      'connection string for sqlserver: env:NAME, file:/path, or itself without the password',
    )
    .option('--password <ref>', 'password of the login: env:NAME, file:/path, or - to read it from standard input')
    .option('--ca-file <file>', 'PEM file with the authority that signed the certificate of the server');
}

/** Reads the options. Throws UsageError where they do not go together, or hold a secret: arguments are visible to others. */
export async function readServerOptions(
  { connection, password, caFile }: ServerOptions,
  environment: CliEnvironment,
): Promise<SqlServerPlace> {
  if (connection === undefined) {
    throw new UsageError('--connection is missing', 'Give env:NAME or file:/path, with the connection string there.');
  }
  const { holdsSecret } = await import('@integration-client/core/store/sqlserver/connection');
  if (holdsSecret(connection)) {
    throw new UsageError(
      '--connection holds a password: arguments are visible to others',
      'Put the connection string where env:NAME or file:/path finds it, or leave the password out and give --password.',
    );
  }
  const secrets = new SecretReader(environment);
  const isReference = /^(env|file|credential):/.test(connection);
  const asks = password === undefined && !isReference && namesUser(connection) && canAsk(environment);
  const given = password === undefined ? undefined : await secrets.fromOption('--password', password);
  const secret = asks ? await secrets.missing('--password') : given;
  return {
    connection,
    ...(secret === undefined ? {} : { password: secret }),
    ...(caFile === undefined ? {} : { caFile: resolve(caFile) }),
  };
}

/** Throws UsageError for options of a server where the settings database goes into a file. */
export function refuseServerOptions(options: ServerOptions): void {
  const names = { connection: '--connection', password: '--password', caFile: '--ca-file' } as const;
  for (const [key, name] of Object.entries(names)) {
    if (options[key as keyof ServerOptions] !== undefined) throw new UsageError(`${name} is for sqlserver only`);
  }
}

function namesUser(connection: string): boolean {
  return /(?:^|;)\s*(?:user\s*id|uid|user)\s*=/i.test(connection);
}
