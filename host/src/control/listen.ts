import { mkdir, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { dirname } from 'node:path';
import { checkSocketDirectory } from '@integration-client/core/control/socket';
import type { Home } from '@integration-client/core/home';

/**
 * Listens at the home's socket, for its owner alone. The caller holds the home's lock, so a socket that is there already
 * was left by a host that died. Throws ConfigError `socket-directory-unsafe`.
 */
export async function listenAtHome(server: Server, home: Home): Promise<void> {
  if (!(await checkSocketDirectory(home))) {
    await mkdir(dirname(home.socket), { mode: 0o700 });
    await checkSocketDirectory(home);
  }
  if (process.platform !== 'win32') await rm(home.socket, { force: true });
  await listen(server, home.socket);
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // The socket is made within this call: it is its owner's alone from the first moment.
    const before = process.umask(0o177);
    try {
      server.listen(path, () => {
        server.off('error', reject);
        resolve();
      });
    } finally {
      process.umask(before);
    }
  });
}
