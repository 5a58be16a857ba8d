import type { ApplicationSettings } from '@integration-client/core/configuration';
import type { Home } from '@integration-client/core/home';
import { type Log, openLog } from '@integration-client/core/log/open-log';
import type { KnownSecrets } from './known-secrets.js';

/** Where the logs are. */
export interface LogPlace {
  readonly directory: string;
}

/** The directory of the logs as it is configured. */
export function logPlace(home: Home, { logDirectory }: ApplicationSettings): LogPlace {
  return { directory: logDirectory ?? home.logs };
}

/** Opens one of the two logs; known secrets are masked in it. `console`: standard error has its lines, too. */
export function openHostLog(
  name: 'ic' | 'service',
  { directory }: LogPlace,
  { logRetentionDays, logLevel, logFormat, logMegabytes }: ApplicationSettings,
  secrets: KnownSecrets,
  console: boolean,
): Log {
  return openLog({
    directory,
    name,
    level: logLevel,
    retentionDays: logRetentionDays,
    totalBytes: logMegabytes * 1_000_000,
    format: logFormat,
    console,
    secrets: () => secrets.all(),
  });
}
