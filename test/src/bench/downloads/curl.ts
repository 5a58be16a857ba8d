import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contender } from '../benchmark.js';
import { token } from './appliance.js';
import type { RecordingSite } from './recording-site.js';

/** Whether the machine has curl, and what else a script takes. */
export function hasCurl(): boolean {
  return ['curl', 'tee', 'sha256sum', 'sync'].every((program) => !spawnSync(program, ['--version']).error);
}

/** Whether curl can be told how many requests a second it may send (7.84 or newer). */
export function keepsPace(): boolean {
  return hasCurl() && spawnSync('curl', ['--rate', '1/s', '--version']).status === 0;
}

/** Options of curl with which it asks as the client does. */
export function curlOptions({ caFile }: RecordingSite): string {
  return `--silent --show-error --fail --cacert '${caFile}' --header 'Authorization: Bearer ${token}'`;
}

/** A contender that is a script of the shell, which leaves the recordings, and only them, in an empty directory. */
export function script(
  name: string,
  title: string,
  site: RecordingSite,
  units: number,
  lines: (directory: string) => string,
): Contender {
  return {
    name,
    title,
    async run() {
      const directory = await mkdtemp(join(site.directory, 'curl-'));
      try {
        const measurement = await site.programs.run(({ run }) => run(lines(directory), units));
        await checkFiles(directory, site);
        return measurement;
      } finally {
        await rm(directory, { recursive: true });
      }
    },
  };
}

/** Throws unless all recordings are in the directory, and as long as they should be. */
export async function checkFiles(directory: string, { lsids, bytes }: RecordingSite): Promise<void> {
  const names = await readdir(directory);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(directory, name))).size));
  if (sizes.length === lsids.length && sizes.every((size) => size === bytes)) return;
  throw new Error(
    `${sizes.length} files of ${new Set(sizes).size} sizes in place of ${lsids.length} of ${bytes} bytes`,
  );
}
