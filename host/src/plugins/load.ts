import { createRequire, register } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  apiVersion,
  ConfigError,
  type Disk,
  isOperation,
  nodeDisk,
  type PluginDefinition,
} from '@integration-client/sdk';
import { sharedPackages } from './shared-packages.js';

let hookRegistered = false;

/**
 * Loads the plugin of a package directory and checks that it keeps the contract's form. Runs the plugin's code: call it
 * in a worker. Throws ConfigError that names the plugin, the cause and what to do.
 */
export async function loadPlugin(path: string): Promise<PluginDefinition> {
  const entry = join(path, await entryPoint(path, nodeDisk));
  if (!hookRegistered && !findsOurCopies(entry)) {
    register('./resolve-hook.js', import.meta.url);
    hookRegistered = true;
  }
  const module = await importEntry(path, entry);
  const faults = contractFaults(module.default);
  if (faults.length > 0) {
    throw new ConfigError(`The plugin in ${path} does not keep the contract: ${faults.join('; ')}`, {
      code: 'plugin-contract',
      hint: 'Its package must export the result of definePlugin as its default.',
    });
  }
  return module.default as PluginDefinition;
}

/**
 * Whether the shared packages are the host's copies for a plugin anyway, as they are for those that come with the host. Node
 * runs the hook in a thread of its own, which takes longer to start than all the rest of such a plugin.
 */
function findsOurCopies(entry: string): boolean {
  const ours = createRequire(import.meta.url);
  try {
    // Node looks from where the file really lies.
    const theirs = createRequire(ours.resolve(entry));
    return sharedPackages.every((name) => theirs.resolve(name) === ours.resolve(name));
  } catch {
    return false;
  }
}

async function importEntry(path: string, entry: string): Promise<{ readonly default?: unknown }> {
  try {
    return (await import(pathToFileURL(entry).href)) as { readonly default?: unknown };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const missing = (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';
    const isEntry = missing && message.includes(`'${entry}'`);
    const what = isEntry
      ? 'its entry file is missing'
      : missing
        ? 'a dependency of it is not installed'
        : 'it fails to load';
    throw new ConfigError(`The plugin in ${path} cannot be used: ${what}: ${message.split('\n')[0]}`, {
      code: isEntry ? 'plugin-not-built' : missing ? 'plugin-dependency-missing' : 'plugin-load-failed',
      hint: missing
        ? 'Build it, install its dependencies, and install it again.'
        : 'Report this to the author of the plugin.',
      cause: error,
    });
  }
}

/** The file that the package's `exports` or `main` names, as Node resolves an import of it. */
export async function entryPoint(path: string, disk: Disk): Promise<string> {
  const manifest = JSON.parse((await disk.read(join(path, 'package.json'))).toString()) as Record<string, unknown>;
  const root = isRecord(manifest.exports) && '.' in manifest.exports ? manifest.exports['.'] : manifest.exports;
  return exportTarget(root) ?? (typeof manifest.main === 'string' ? manifest.main : 'index.js');
}

function exportTarget(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  if (!isRecord(target)) return undefined;
  for (const condition of Object.keys(target)) {
    const found = ['import', 'node', 'default'].includes(condition) ? exportTarget(target[condition]) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function contractFaults(definition: unknown): string[] {
  if (!isRecord(definition)) return ['it has no default export'];
  const { operations, name, settings } = definition;
  const faults: string[] = [];
  if (definition.apiVersion !== apiVersion) {
    faults.push(
      `it is written for version ${String(definition.apiVersion)} of the contract, and this host has ${apiVersion}`,
    );
  }
  if (typeof name !== 'string' || !/^[a-z][a-z0-9-]*$/.test(name))
    faults.push('its name must be lower case letters, digits and dashes');
  if (typeof definition.displayName !== 'string') faults.push('it has no displayName');
  if (
    !Array.isArray(operations) ||
    operations.length === 0 ||
    !operations.every((o) => typeof o === 'string' && isOperation(o))
  ) {
    faults.push('its operations must be a list of known operations');
  }
  if (!isRecord(settings) || settings.type !== 'object' || !isRecord(settings.properties)) {
    faults.push('its settings must be a JSON Schema of type object');
  }
  const { concurrency = 1 } = definition;
  if (!(Number.isSafeInteger(concurrency) && Number(concurrency) >= 1)) {
    faults.push('its concurrency must be a whole number from 1');
  }
  if (typeof definition.destination !== 'function') faults.push('its destination must be a class');
  return faults;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
