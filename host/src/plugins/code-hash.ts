import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Disk } from '@integration-client/sdk';
import type { PackageFile } from './package-files.js';

/** SHA-256, in hexadecimal, over the paths and contents of a package's files. Throws the disk's errors. */
export async function codeHash(root: string, files: readonly PackageFile[], disk: Disk): Promise<string> {
  const all = createHash('sha256');
  for (const { path } of files) {
    const content = createHash('sha256');
    for await (const chunk of disk.readStream(join(root, path))) content.update(chunk);
    all.update(`${JSON.stringify([path, content.digest('hex')])}\n`);
  }
  return all.digest('hex');
}

/**
 * Tells, without reading them, whether files are still those that were hashed. It holds the time of the last change that
 * the file system keeps itself, so that setting the other times back hides nothing.
 */
export function codeStamp(files: readonly PackageFile[]): string {
  const all = createHash('sha256');
  for (const { path, stat } of files) {
    const times = [stat.modified.getTime(), stat.statusChanged.getTime()];
    all.update(`${JSON.stringify([path, stat.size, ...times, stat.identity])}\n`);
  }
  return all.digest('hex');
}

/** File systems tell times apart only so far: within so many milliseconds a file can change twice and look the same. */
const granularity = 2_000;

/** Whether files changed so lately that their stamp says nothing yet. */
export function isFresh(files: readonly PackageFile[], now: Date): boolean {
  return files.some(({ stat }) => stat.statusChanged.getTime() > now.getTime() - granularity);
}
