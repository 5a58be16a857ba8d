import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import type { Disk } from '@integration-client/sdk';

/** Temporary files that this process is writing now, so that they are told from those of an earlier one of its id. */
const inUse = new Set<string>();
const host = shortHash(hostname());
const pattern = /^\.[0-9a-f]{10}\.([0-9a-f]{10})-(\d+)-\d+\.ic-part$/;
let counter = 0;

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 10);
}

/**
 * A path for a file that is not whole yet, beside the final one. Its name says which process of which host it belongs
 * to. Call {@link forgetTemporary} when it is gone.
 */
export function temporaryPath(directory: string, name: string): string {
  const path = join(directory, `.${shortHash(name)}.${host}-${process.pid}-${++counter}.ic-part`);
  inUse.add(path);
  return path;
}

/** Says that this process no longer uses a temporary file; answers whether it did until now. */
export function forgetTemporary(path: string): boolean {
  return inUse.delete(path);
}

/** Removes the temporary files that processes of this host left in a directory when they died; never anything else. */
export async function removeLeftovers(disk: Disk, directory: string): Promise<void> {
  for (const entry of await disk.list(directory)) {
    const path = join(directory, basename(entry.name));
    if (entry.isFile && isLeftover(entry.name) && !inUse.has(path)) {
      await disk.remove(path).catch((error) => {
        if (error.code !== 'ENOENT') throw error; // another process was faster
      });
    }
  }
}

/** Whether a name is that of a file that is not whole yet, of whatever process. */
export function isTemporary(name: string): boolean {
  return pattern.test(name);
}

function isLeftover(name: string): boolean {
  const [, owner, pid] = pattern.exec(name) ?? [];
  return owner === host && (Number(pid) === process.pid || !isAlive(Number(pid)));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
