import { connect } from 'node:net';
import { dirname } from 'node:path';
import { ConfigError, type Disk, nodeDisk } from '@integration-client/sdk';
import type { Home } from '../home.js';

/** Milliseconds a local program has to accept a connection. */
const connectTimeout = 2_000;

/** Whether somebody listens at a socket. Throws ConfigError `control-not-permitted` when it belongs to somebody else. */
export function isListening(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const timer = setTimeout(() => settle(() => resolve(false)), connectTimeout);
    const settle = (answer: () => void) => {
      clearTimeout(timer);
      socket.destroy();
      answer();
    };
    socket.on('connect', () => settle(() => resolve(true)));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EACCES' && error.code !== 'EPERM') return settle(() => resolve(false));
      settle(() => reject(notPermitted(path, error)));
    });
  });
}

/**
 * Proves that a socket's directory outside of the home (a long home's lies among the temporary files) belongs to this
 * user alone: anybody could have made it before. Answers false where there is none. Throws ConfigError
 * `socket-directory-unsafe`.
 */
export async function checkSocketDirectory(home: Home, disk: Disk = nodeDisk): Promise<boolean> {
  const directory = dirname(home.socket);
  if (process.platform === 'win32' || directory === home.directory) return true;
  const found = await disk.lstat(directory);
  if (found === undefined) return false;
  if (found.isDirectory && found.owner === process.getuid?.() && (found.permissions & 0o077) === 0) return true;
  throw new ConfigError(`The directory ${directory} does not belong to this user alone`, {
    code: 'socket-directory-unsafe',
    hint: 'Remove it, or choose a home directory with a shorter path.',
  });
}

function notPermitted(path: string, cause: Error): ConfigError {
  return new ConfigError(`The socket ${path} or its directory belongs to another user`, {
    code: 'control-not-permitted',
    hint: 'Run the command as the user that runs ic-host, or choose another home with --home.',
    cause,
  });
}
