import { ConfigError, type Disk, type DiskStat, IntegrationError, nodeDisk } from '@integration-client/sdk';
import type { Home } from '../home.js';

/** Whether the home directory has a settings database. Throws ConfigError `home-unusable` where it may not look. */
export async function settingsDatabaseExists(home: Home, disk: Disk = nodeDisk): Promise<boolean> {
  return (await isOnServer(home, disk)) || (await lookAt(home, home.settingsDatabase, disk)) !== undefined;
}

/** Whether the settings database is on a SQL Server. Throws ConfigError `home-unusable` where it may not look. */
export async function isOnServer(home: Home, disk: Disk): Promise<boolean> {
  return (await lookAt(home, home.settingsPlace, disk)) !== undefined;
}

/** What lies at a path of the home. Throws ConfigError `home-unusable` where it may not look. */
export async function lookAt(home: Home, path: string, disk: Disk): Promise<DiskStat | undefined> {
  try {
    return await disk.stat(path);
  } catch (error) {
    throw homeUnusable(home, error);
  }
}

/** The ConfigError `home-unusable`: what the disk said, and what to do. */
export function homeUnusable(home: Home, error: unknown): ConfigError {
  // What SQLite says of the file, not what it would mean for an open settings database.
  const cause = error instanceof IntegrationError && error.cause instanceof Error ? error.cause : error;
  return new ConfigError(`The home directory ${home.directory} cannot be used: ${(cause as Error).message}`, {
    code: 'home-unusable',
    hint: homeHint(String((error as { readonly code?: unknown }).code)),
    cause,
  });
}

function homeHint(code: string): string {
  if (['ENOSPC', 'EDQUOT', 'disk-full'].includes(code)) return 'Free some space on the disk.';
  if (['EIO', 'settings-database-io'].includes(code)) return 'Look whether the disk fails.';
  return 'Run this as the account that owns it, or name another home directory with --home or IC_HOME.';
}
