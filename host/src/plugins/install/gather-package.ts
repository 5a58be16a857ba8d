import { dirname, join } from 'node:path';
import { ConfigError, type Disk } from '@integration-client/sdk';
import { packagesIn } from '../discover.js';
import { isPackageName, readManifest } from '../manifest.js';

/**
 * Makes one directory of what npm put side by side, the package with all that it depends on below it, and answers that
 * directory. Throws ConfigError `plugin-not-fetched` and `plugin-bundles-dependency`.
 */
export async function gatherPackage(fetched: string, source: string, disk: Disk): Promise<string> {
  const wanted = Object.keys((await readManifest(fetched, disk))?.dependencies ?? {});
  const [name] = wanted;
  if (wanted.length !== 1 || !isPackageName(name)) {
    throw new ConfigError(`${source} is not one package: npm made ${wanted.join(', ') || 'nothing'} of it`, {
      code: 'plugin-not-fetched',
      hint: 'Name one folder, one tarball or one package.',
    });
  }
  const modules = join(fetched, 'node_modules');
  const root = join(modules, name);
  for (const other of await packagesIn(modules, disk)) {
    if (other !== name) await moveBelow(join(modules, other), join(root, 'node_modules', other), name, other, disk);
  }
  return root;
}

async function moveBelow(from: string, to: string, name: string, dependency: string, disk: Disk): Promise<void> {
  if ((await disk.lstat(to)) !== undefined) {
    throw new ConfigError(`${name} bundles ${dependency}, and also needs it in another version`, {
      code: 'plugin-bundles-dependency',
      hint: 'Leave it out of "bundleDependencies" in its package.json.',
    });
  }
  await disk.makeDirectory(dirname(to));
  await disk.rename(from, to);
}
