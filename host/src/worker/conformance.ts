import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeDestination, nodeDisk, type PluginDefinition } from '@integration-client/sdk';
import { type ConformanceCase, conformanceCases, Violation } from '@integration-client/sdk/testing/conformance';
import { entryPoint, readManifest } from '../plugins/manifest.js';
import { placeOf, triedOperations } from './conformance-place.js';
import type { Surroundings } from './run-task.js';
import type { Task } from './tasks.js';

type Settings = Readonly<Record<string, unknown>>;

/** Gives the processes that the suite makes and kills the host's copies of shared packages, as this one has them. */
const nodeArguments = ['--import', new URL('../plugins/share-modules-first.js', import.meta.url).href];

/**
 * Tries a plugin with the conformance suite, from a case on, and tells of each. Throws what the plugin says of a place that
 * cannot be used, before anything is tried.
 */
export async function tryContract(
  task: Extract<Task, { kind: 'conformance' }>,
  plugin: PluginDefinition,
  { tell, signal }: Surroundings,
): Promise<undefined> {
  const { pluginPath, settings } = task.destination;
  if (task.from === 0) await checkPlace(plugin, settings, signal);
  const entry = entryPoint((await readManifest(pluginPath, nodeDisk)) ?? {});
  const cases = await conformanceCases({
    module: pathToFileURL(join(pluginPath, entry)),
    place: (directory) => placeOf(plugin.settings, settings, directory, join(pluginPath, entry)),
    operations: triedOperations(plugin, settings),
    nodeArguments,
  });
  for (const [index, one] of cases.entries()) {
    signal.throwIfAborted();
    if (index < task.from) continue;
    const known = { name: one.name, index, count: cases.length };
    tell('case', { ...known, outcome: 'running' });
    tell('case', { ...known, ...(await outcomeOf(one)) });
  }
  return undefined;
}

/** Otherwise every rule would seem to be broken. */
async function checkPlace(plugin: PluginDefinition, settings: Settings, signal: AbortSignal): Promise<void> {
  const directory = join(tmpdir(), `ic-conformance-${randomUUID()}`);
  await nodeDisk.makeDirectory(directory);
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  const place = placeOf(plugin.settings, settings, directory, directory);
  const destination = makeDestination(plugin, { settings: place.settings, name: 'Conformance', log: quiet });
  try {
    await destination.check?.(signal);
  } finally {
    await destination.close();
    // A check that makes something is found by the suite.
    await nodeDisk.removeDirectory(directory).catch(() => undefined);
  }
}

async function outcomeOf(one: ConformanceCase) {
  if (one.skip !== undefined) return { outcome: 'skipped', message: one.skip } as const;
  try {
    await one.run();
    return { outcome: 'passed' } as const;
  } catch (error) {
    if (error instanceof Violation) return { outcome: 'failed', message: error.message, hint: error.hint } as const;
    throw error;
  }
}
