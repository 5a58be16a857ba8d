import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Disk, pluginKeyword } from '@integration-client/sdk';

/** A package that says it is a plugin; nothing of it was run. */
export interface PluginPackage {
  readonly path: string;
  readonly packageName: string;
  readonly version: string;
  readonly origin: 'bundled' | 'installed';
}

interface Manifest {
  readonly name?: unknown;
  readonly version?: unknown;
  readonly keywords?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
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
  const manifest = await readManifest(hostPackage, disk);
  const names = Object.keys(manifest?.dependencies ?? {});
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
  const children = async (parent: string) =>
    (await disk.list(parent).catch(() => [])).map(({ name }) => join(parent, name));
  const paths = await Promise.all(
    (await children(directory)).map(async (path) => (basename(path).startsWith('@') ? children(path) : [path])),
  );
  return paths.flat();
}

async function readPlugin(
  path: string,
  origin: PluginPackage['origin'],
  disk: Disk,
): Promise<PluginPackage | undefined> {
  const manifest = await readManifest(path, disk);
  if (!Array.isArray(manifest?.keywords) || !manifest.keywords.includes(pluginKeyword)) return undefined;
  return { path, packageName: String(manifest.name), version: String(manifest.version), origin };
}

async function readManifest(path: string, disk: Disk): Promise<Manifest | undefined> {
  try {
    return JSON.parse((await disk.read(join(path, 'package.json'))).toString()) as Manifest;
  } catch {
    return undefined;
  }
}
