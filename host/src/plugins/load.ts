import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError, type Disk, nodeDisk, type PluginDefinition, pluginFaults } from '@integration-client/sdk';
import { entryNotJavaScript, loadError } from './load-error.js';
import { entryPoint, readManifest } from './manifest.js';
import { guardPrototypes } from './prototype-guard.js';
import { findsShared, shareModules } from './share-modules.js';

/**
 * Loads the plugin of a package directory and checks that it keeps the contract's form. Runs the plugin's code: call it
 * in a worker. Throws ConfigError that names the plugin, the cause and what to do.
 */
export async function loadPlugin(path: string, disk: Disk = nodeDisk): Promise<PluginDefinition> {
  const manifest = await readManifest(path, disk);
  if (manifest === undefined) {
    throw new ConfigError(`There is no plugin in ${path}: it has no package.json that can be read`, {
      code: 'plugin-not-found',
      hint: 'Install it: ic plugin install. See what is there: ic plugin list',
    });
  }
  const who = `The plugin ${String(manifest.name)} in ${path}`;
  const entry = join(path, entryPoint(manifest));
  if (relative(path, entry).split(sep)[0] === '..') throw entryOutside(who, entry);
  // Only newer versions of Node run TypeScript, and none its decorators: a plugin has to work on all of them.
  if (/\.[cm]?ts$/.test(entry)) throw entryNotJavaScript(who, entry);
  if (!findsShared(entry)) shareModules();
  const changedPrototypes = guardPrototypes();
  const definition = await importDefault(who, entry);
  const changed = changedPrototypes();
  if (changed !== '') throw contractBroken(who, [`it changes what all code shares:${changed}`]);
  const faults = pluginFaults(definition);
  if (faults.length > 0) throw contractBroken(who, faults);
  return definition as PluginDefinition;
}

async function importDefault(who: string, entry: string): Promise<unknown> {
  try {
    const module = (await import(pathToFileURL(entry).href)) as { readonly default?: unknown };
    return unwrapped(module.default);
  } catch (error) {
    throw loadError(who, entry, error);
  }
}

/** A compiler that makes CommonJS of `export default` puts it into a member of what the file exports. */
function unwrapped(exported: unknown): unknown {
  const isCompiled = typeof exported === 'object' && exported !== null && '__esModule' in exported;
  return isCompiled ? (exported as { readonly default?: unknown }).default : exported;
}

/** What is wrong with a plugin that does not have the contract's form. */
export function contractBroken(who: string, faults: readonly string[]): ConfigError {
  return new ConfigError(`${who} does not keep the contract: ${faults.join('; ')}`, {
    code: 'plugin-contract',
    hint: 'Its package must export the result of definePlugin as its default: see README.md of the sdk.',
  });
}

function entryOutside(who: string, entry: string): ConfigError {
  return new ConfigError(`${who} cannot be used: its package.json names an entry file outside of it: ${entry}`, {
    code: 'plugin-entry-outside',
    hint: 'Let "exports" in its package.json name a file of the package.',
  });
}
