import type { Server } from 'node:http';
import { dirname } from 'node:path';
import { checkSocketDirectory } from '@integration-client/core/control/socket';
import type { Home } from '@integration-client/core/home';
import { type Disk, nodeDisk } from '@integration-client/sdk';

/**
 * Listens at the home's socket, for its owner alone. The caller holds the home's lock, so a socket that is there already
 * was left by a host that died. Throws ConfigError `socket-directory-unsafe`.
 */
export async function listenAtHome(server: Server, home: Home, disk: Disk = nodeDisk): Promise<void> {
  if (!(await checkSocketDirectory(home, disk))) {
    await disk.makeDirectory(dirname(home.socket), 0o700);
    await checkSocketDirectory(home, disk);
  }
  if (process.platform !== 'win32') await removeIfThere(home.socket, disk);
  await listen(server, home.socket);
}

async function removeIfThere(path: string, disk: Disk): Promise<void> {
  try {
    await disk.remove(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
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
