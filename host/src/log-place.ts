import type { ApplicationSettings, Configuration } from '@integration-client/core/configuration';
import type { Home } from '@integration-client/core/home';
import { type Log, openLog } from '@integration-client/core/log/open-log';
import { isReference } from '@integration-client/core/secrets/reference';

/** Where the logs are. */
export interface LogPlace {
  readonly directory: string;
}

/** The directory of the logs as it is configured. */
export function logPlace(home: Home, { logDirectory }: ApplicationSettings): LogPlace {
  return { directory: logDirectory ?? home.logs };
}

/** Opens one of the two logs; every literal secret of the settings is masked in it. */
export function openHostLog(name: 'ic' | 'service', home: Home, configuration: Configuration, console: boolean): Log {
  const { application } = configuration;
  const secrets = literalSecrets(configuration);
  return openLog({
    directory: logPlace(home, application).directory,
    name,
    level: 'info',
    retentionDays: application.logRetentionDays,
    format: 'text',
    console,
    secrets: () => secrets,
  });
}

function literalSecrets({ sites, notifications }: Configuration): string[] {
  const secrets = sites.flatMap(({ account, backupPassword }) => [
    account.type === 'api' ? account.clientSecret : account.password,
    backupPassword,
  ]);
  return [...secrets, notifications?.password].filter(
    (secret) => secret !== undefined && !isReference(secret),
  ) as string[];
}
