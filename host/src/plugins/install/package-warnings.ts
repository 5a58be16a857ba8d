import { join, posix } from 'node:path';
import type { Disk } from '@integration-client/sdk';
import { type Manifest, readManifest } from '../manifest.js';
import type { PackageFile } from '../package-files.js';
import { isShared } from '../resolve-shared.js';

/** What npm would run, were it let. */
const installScripts = ['preinstall', 'install', 'postinstall'];

/** The directory of a package that another one brings along. */
const dependency = /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+$/;

/** What people should know of a package and of what it brings along, though it can be used. */
export async function packageWarnings(root: string, files: readonly PackageFile[], disk: Disk): Promise<string[]> {
  const paths = new Set(files.map(({ path }) => path));
  const [scripted, shared]: [string[], string[]] = [[], []];
  for (const path of paths) {
    const directory = posix.dirname(path);
    const isPackage = path.endsWith('package.json') && (directory === '.' || dependency.test(directory));
    const manifest = isPackage ? await readManifest(join(root, directory), disk) : undefined;
    if (manifest === undefined) continue;
    const name = String(manifest.name);
    if (hasScripts(manifest) || paths.has(posix.join(directory, 'binding.gyp'))) scripted.push(name);
    if (directory !== '.' && isShared(name)) shared.push(name);
  }
  return [
    ...(scripted.length === 0 ? [] : [`install scripts were not run, and never are: ${scripted.join(', ')}`]),
    ...(shared.length === 0 ? [] : [`it brings its own ${shared.join(', ')}; those of the client are used`]),
  ];
}

function hasScripts({ scripts }: Manifest): boolean {
  return typeof scripts === 'object' && scripts !== null && installScripts.some((name) => Object.hasOwn(scripts, name));
}
