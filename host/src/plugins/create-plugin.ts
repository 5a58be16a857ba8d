import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError, type Disk } from '@integration-client/sdk';
import { type Manifest, readManifest } from './manifest.js';
import { removeTree } from './package-files.js';

/** What to begin with. */
export interface NewPlugin {
  /** As settings name it, and its folder: lower case letters, digits and dashes. */
  readonly name: string;
  /** The folder that the plugin's folder is made in. */
  readonly within: string;
  readonly language: 'typescript' | 'javascript';
}

/** The files of each language, in the order in which one reads them. */
const templates = {
  typescript: ['README.md', 'package.json', 'tsconfig.json', 'src/index.ts', 'src/index.test.ts'],
  javascript: ['README.md', 'package.json', 'index.js', 'index.test.js'],
} as const;

const templateDirectory = fileURLToPath(new URL('../../templates/plugin', import.meta.url));

/**
 * Makes the folder of a new plugin that builds, passes its tests and can be installed as it stands, and answers where it is and
 * its files. Throws ConfigError `plugin-name-invalid`, `plugin-folder-exists` and `plugin-folder-not-made`; then nothing is left.
 */
export async function createPlugin(
  { name, within, language }: NewPlugin,
  disk: Disk,
): Promise<{ readonly directory: string; readonly files: readonly string[] }> {
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(name)) {
    throw new ConfigError(`"${name}" is no name of a plugin`, {
      code: 'plugin-name-invalid',
      hint: 'Lower case letters, digits and dashes, beginning with a letter: my-archive.',
    });
  }
  const directory = join(within, name);
  if ((await disk.lstat(directory)) !== undefined) {
    throw new ConfigError(`${directory} is there already`, {
      code: 'plugin-folder-exists',
      hint: 'Choose another name, or go to another folder.',
    });
  }
  const files = templates[language];
  const values = await replacements(name, disk);
  try {
    for (const file of files) {
      const template = (await disk.read(join(templateDirectory, language, file))).toString();
      const text = values.reduce((filled, [placeholder, value]) => filled.replaceAll(placeholder, value), template);
      await write(join(directory, file), text, disk);
    }
  } catch (error) {
    await removeTree(directory, disk);
    throw new ConfigError(`${directory} cannot be made: ${(error as Error).message}`, {
      code: 'plugin-folder-not-made',
      hint: 'Go to a folder that this account may write to, or make room.',
      cause: error,
    });
  }
  return { directory, files };
}

/** What stands in templates, and what takes its place. The sdk is in no registry: folders of this client do instead. */
async function replacements(name: string, disk: Disk): Promise<(readonly [string, string])[]> {
  const words = name.split('-').filter((word) => word !== '');
  const capitals = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  const className = capitals.join('');
  const entry = fileURLToPath(import.meta.resolve('@integration-client/sdk'));
  const sdk = await packageOf(entry, '@integration-client/sdk', disk);
  // The one that the sdk uses: another copy would not know what is injected.
  const tsyringe = await packageOf(createRequire(entry).resolve('tsyringe'), 'tsyringe', disk);
  return [
    ['my-destination', name],
    ['My Destination', capitals.join(' ')],
    ['MyDestination', className.endsWith('Destination') ? className : `${className}Destination`],
    ['SDK_README', join(sdk.directory, 'README.md')],
    ['SDK_PLACE', asDependency(sdk.directory)],
    ['SDK_RANGE', `^${String(sdk.manifest.version)}`],
    ['TSYRINGE_PLACE', asDependency(tsyringe.directory)],
    ['TSYRINGE_RANGE', `^${String(tsyringe.manifest.version)}`],
  ];
}

function asDependency(directory: string): string {
  return `file:${directory.replaceAll('\\', '/')}`;
}

async function packageOf(
  file: string,
  name: string,
  disk: Disk,
): Promise<{ readonly directory: string; readonly manifest: Manifest }> {
  for (let directory = dirname(file); directory !== dirname(directory); directory = dirname(directory)) {
    const manifest = await readManifest(directory, disk);
    if (manifest?.name === name) return { directory, manifest };
  }
  throw new ConfigError(`The package ${name} of this client was not found from ${file}`, {
    code: 'installation-incomplete',
    hint: 'Install the client again.',
  });
}

async function write(path: string, text: string, disk: Disk): Promise<void> {
  await disk.makeDirectory(dirname(path));
  const file = await disk.create(path);
  await file.write([Buffer.from(text)]).finally(() => file.close());
}
