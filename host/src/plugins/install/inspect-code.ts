import type { PluginInspection } from '@integration-client/core/application';
import type { Configuration } from '@integration-client/core/configuration';
import type { Fault } from '@integration-client/core/faults';
import type { PluginDescription } from '@integration-client/core/plugin-description';
import type { Problem } from '@integration-client/core/run';
import { describeProblem } from '@integration-client/core/transfer/tally';
import type { Disk } from '@integration-client/sdk';
import { type FoundPlugin, nameOf } from '../catalog.js';
import { codeHash } from '../code-hash.js';
import { isPlugin, manifestFaults, readManifest } from '../manifest.js';
import { type PackageFile, packageFiles } from '../package-files.js';
import { packageWarnings } from './package-warnings.js';

/** What a package is looked at against. */
export interface InspectionParts {
  /** Where the package is now. */
  readonly root: string;
  /** Where it is to be. */
  readonly place: string;
  readonly source?: string;
  /** The plugins there are. */
  readonly plugins: readonly FoundPlugin[];
  readonly configuration: Configuration;
  readonly disk: Disk;
  /** Asks the plugin in a directory what it is; this runs its code. */
  readonly describe: (root: string) => Promise<PluginDescription>;
}

/** What was found, with the files that it was found in. */
export interface InspectedCode {
  readonly inspection: PluginInspection;
  readonly files: readonly PackageFile[];
}

/** Looks at a package in every way, so that everything that is wrong with it is named at once. */
export async function inspectCode(parts: InspectionParts): Promise<InspectedCode> {
  const { root, place, source, disk } = parts;
  const manifest = (await readManifest(root, disk)) ?? {};
  const files = await packageFiles(root, disk);
  const problems: Problem[] = manifestFaults(manifest).map((message) => ({
    code: 'plugin-manifest',
    message,
    hint: 'See "A complete plugin" in README.md of the sdk, or begin with "ic plugin create".',
  }));
  // Code that does not even say that it is a plugin is not run at all: somebody may have mistyped a name.
  const plugin = isPlugin(manifest) ? await described(parts, problems) : undefined;
  const before = parts.plugins.find((other) => other.path === place);
  if (plugin !== undefined) problems.push(...faultsAmongOthers(plugin, before, parts));
  const replaced = before?.accepted;
  return {
    files,
    inspection: {
      packageName: String(manifest.name),
      version: String(manifest.version),
      ...(source === undefined ? {} : { source }),
      path: place,
      hash: await codeHash(root, files, disk),
      files: files.length,
      bytes: files.reduce((sum, { stat }) => sum + stat.size, 0),
      ...(plugin === undefined ? {} : { plugin }),
      ...(replaced === undefined ? {} : { replaces: { version: replaced.version, hash: replaced.hash } }),
      problems,
      warnings: [...strangerWarnings(before, parts), ...(await packageWarnings(root, files, disk))],
      misfits: plugin === undefined || problems.length > 0 ? [] : await misfitsOf(plugin, parts),
    },
  };
}

/** Loaded when it is needed: what checks settings is large. */
async function misfitsOf(plugin: PluginDescription, { configuration }: InspectionParts): Promise<Fault[]> {
  const { settingsThatDoNotFit } = await import('./misfits.js');
  return settingsThatDoNotFit(plugin, configuration);
}

/** What the plugin says of itself, if it can be loaded. */
async function described(
  { root, place, describe }: InspectionParts,
  problems: Problem[],
): Promise<PluginDescription | undefined> {
  try {
    return await describe(root);
  } catch (error) {
    const problem = describeProblem(error);
    problems.push({ ...problem, message: problem.message.replaceAll(root, place) });
    return undefined;
  }
}

/** What is replaced without ever having been accepted. */
function strangerWarnings(before: FoundPlugin | undefined, { root, place }: InspectionParts): string[] {
  if (before === undefined || before.accepted !== undefined || root === place) return [];
  return [`${place} was put there by hand, and is replaced`];
}

function faultsAmongOthers(
  { name }: PluginDescription,
  before: FoundPlugin | undefined,
  { plugins, place, configuration }: InspectionParts,
): Problem[] {
  const problems: Problem[] = [];
  const owner = plugins.find((other) => other.path !== place && nameOf(other) === name);
  if (owner !== undefined) {
    problems.push({
      code: 'plugin-name-taken',
      message: `the name ${name} belongs to the plugin in ${owner.path} already`,
      hint: 'Give the plugin another name, or remove the other one: ic plugin remove',
    });
  }
  const oldName = before === undefined ? name : nameOf(before);
  const users = configuration.destinations.filter(({ plugin }) => plugin === oldName && oldName !== name);
  if (users.length > 0) {
    problems.push({
      code: 'plugin-renamed',
      message: `it is called ${name} now, and destinations use it as ${oldName}: ${users.map((user) => user.name).join(', ')}`,
      hint: 'Remove those destinations first, or install a version that keeps the name.',
    });
  }
  return problems;
}
