import { mkdir, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Gives a folder outside of the repository what npm would install there for a plugin's tests: the sdk and tsyringe. */
export async function linkPackages(folder: string): Promise<void> {
  for (const name of ['@integration-client/sdk', 'tsyringe']) {
    const place = join(folder, 'node_modules', name);
    await mkdir(dirname(place), { recursive: true });
    await symlink(packageOf(fileURLToPath(import.meta.resolve(name))), place, 'junction');
  }
}

/** The folder of a package, from the file that an import of it leads to. */
function packageOf(entry: string): string {
  const parent = dirname(entry);
  return basename(parent) === 'dist' ? dirname(parent) : packageOf(parent);
}
