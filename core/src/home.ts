import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ConfigError } from '@integration-client/sdk';
import envPaths from 'env-paths';

/** The directory that holds everything of one installation, and the places in it. */
export interface Home {
  readonly directory: string;
  /** The settings database (SQLite). */
  readonly settingsDatabase: string;
  /** Says where the settings database is, if it is not that file but on a SQL Server. */
  readonly settingsPlace: string;
  /** The key that seals secrets; readable by its owner alone. */
  readonly key: string;
  /** Plugins installed by people. */
  readonly plugins: string;
  /** Logs, unless the settings name another place. */
  readonly logs: string;
  /** Where a running host listens: a Unix socket, or a named pipe on Windows. */
  readonly socket: string;
}

/** Longest path a Unix socket may have on every platform, in bytes (104 on macOS, with its closing zero). */
const longestSocketPath = 103;

/**
 * Finds the home directory: the `--home` option, else `IC_HOME`, else the platform's place for a program's data.
 * Nothing is created. Throws ConfigError `home-empty` where the option is there and empty: the home of another client is not
 * what was meant.
 */
export function resolveHome(option?: string, environment: NodeJS.ProcessEnv = process.env): Home {
  if (option === '') {
    throw new ConfigError('--home names no directory', {
      code: 'home-empty',
      hint: 'Is a variable empty? Leave --home out for IC_HOME, or else the place of this platform.',
    });
  }
  const directory = resolve(option ?? (environment.IC_HOME || envPaths('integration-client', { suffix: '' }).data));
  return {
    directory,
    settingsDatabase: join(directory, 'settings.db'),
    settingsPlace: join(directory, 'settings-database.json'),
    key: join(directory, 'secret.key'),
    plugins: join(directory, 'plugins'),
    logs: join(directory, 'logs'),
    socket: socketPath(directory),
  };
}

function socketPath(directory: string): string {
  const name = `ic-${createHash('sha256').update(directory).digest('hex').slice(0, 16)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  const inHome = join(directory, 'ic.sock');
  return Buffer.byteLength(inHome) <= longestSocketPath
    ? inHome
    : join(tmpdir(), `${name}-${process.getuid?.() ?? 0}`, 'ic.sock');
}
