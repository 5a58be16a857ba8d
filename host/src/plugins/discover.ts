import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pluginKeyword } from '@integration-client/sdk';

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
export async function discoverPlugins(installedDirectory: string): Promise<PluginPackage[]> {
  const [bundled, installed] = await Promise.all([bundledPackages(), installedPackages(installedDirectory)]);
  const found = await Promise.all([
    ...bundled.map((path) => readPlugin(path, 'bundled')),
    ...installed.map((path) => readPlugin(path, 'installed')),
  ]);
  return found.filter((plugin) => plugin !== undefined);
}

/** The host's own dependencies, wherever the package manager has put them: any of them may be a plugin. */
async function bundledPackages(): Promise<string[]> {
  const manifest = await readManifest(hostPackage);
  const paths = await Promise.all(Object.keys(manifest?.dependencies ?? {}).map(findDependency));
  return paths.filter((path) => path !== undefined);
}

async function findDependency(name: string): Promise<string | undefined> {
  for (let directory = hostPackage; ; directory = dirname(directory)) {
    const path = join(directory, 'node_modules', name);
    if ((await readManifest(path)) !== undefined) return path;
    if (dirname(directory) === directory) return undefined;
  }
}

async function installedPackages(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch(() => []);
  const paths = await Promise.all(
    names.map(async (name) => {
      const path = join(directory, name);
      if (!name.startsWith('@')) return [path];
      return (await readdir(path).catch(() => [])).map((scoped) => join(path, scoped));
    }),
  );
  return paths.flat();
}

async function readPlugin(path: string, origin: PluginPackage['origin']): Promise<PluginPackage | undefined> {
  const manifest = await readManifest(path);
  if (!Array.isArray(manifest?.keywords) || !manifest.keywords.includes(pluginKeyword)) return undefined;
  return { path, packageName: String(manifest.name), version: String(manifest.version), origin };
}

async function readManifest(path: string): Promise<Manifest | undefined> {
  try {
    return JSON.parse(await readFile(join(path, 'package.json'), 'utf8')) as Manifest;
  } catch {
    return undefined;
  }
}
