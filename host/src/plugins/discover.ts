import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Disk } from '@integration-client/sdk';
import { isPlugin, readManifest } from './manifest.js';
import { pluginPlaces } from './places.js';

/** A package that says it is a plugin; nothing of it was run. */
export interface PluginPackage {
  readonly path: string;
  readonly packageName: string;
  readonly version: string;
  readonly origin: 'bundled' | 'installed';
}

const hostPackage = fileURLToPath(new URL('../..', import.meta.url));

/** Finds all plugins: those that come with the host, and those in the directory where people install them. */
export async function discoverPlugins(installedDirectory: string, disk: Disk): Promise<PluginPackage[]> {
  const [bundled, installed] = await Promise.all([bundledPackages(disk), installedPackages(installedDirectory, disk)]);
  const found = await Promise.all([
    ...bundled.map((path) => readPlugin(path, 'bundled', disk)),
    ...installed.map((path) => readPlugin(path, 'installed', disk)),
  ]);
  return found.filter((plugin) => plugin !== undefined);
}

/** The host's own dependencies, wherever the package manager has put them: any of them may be a plugin. */
async function bundledPackages(disk: Disk): Promise<string[]> {
  const names = Object.keys((await readManifest(hostPackage, disk))?.dependencies ?? {});
  const paths = await Promise.all(names.map((name) => findDependency(name, disk)));
  return paths.filter((path) => path !== undefined);
}

async function findDependency(name: string, disk: Disk): Promise<string | undefined> {
  for (let directory = hostPackage; ; directory = dirname(directory)) {
    const path = join(directory, 'node_modules', name);
    if ((await readManifest(path, disk)) !== undefined) return path;
    if (dirname(directory) === directory) return undefined;
  }
}

async function installedPackages(directory: string, disk: Disk): Promise<string[]> {
  const { replaced } = pluginPlaces(directory);
  const [inPlace, aside] = await Promise.all([packagesIn(directory, disk), packagesIn(replaced, disk)]);
  // Whoever replaced it did not come to its end: the old one still counts.
  const stranded = aside.filter((name) => !inPlace.includes(name));
  return [...inPlace.map((name) => join(directory, name)), ...stranded.map((name) => join(replaced, name))];
}

/** Names of the packages in a directory, `@scope/name` of those in a scope, sorted. */
export async function packagesIn(directory: string, disk: Disk): Promise<string[]> {
  const names = async (path: string) => (await disk.list(path).catch(() => [])).map(({ name }) => name).sort();
  const visible = (await names(directory)).filter((name) => !name.startsWith('.') && name !== 'node_modules');
  const all = await Promise.all(
    visible.map(async (name) =>
      name.startsWith('@') ? (await names(join(directory, name))).map((inScope) => `${name}/${inScope}`) : [name],
    ),
  );
  return all.flat();
}

async function readPlugin(
  path: string,
  origin: PluginPackage['origin'],
  disk: Disk,
): Promise<PluginPackage | undefined> {
  const manifest = await readManifest(path, disk);
  if (manifest === undefined || !isPlugin(manifest)) return undefined;
  return { path, packageName: String(manifest.name), version: String(manifest.version), origin };
}
