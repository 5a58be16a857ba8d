import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError, type Disk } from '@integration-client/sdk';

/** What npm takes for a path and not for a name. */
const path = /^(?:\.{1,2}$|\.{0,2}[\\/]|~[\\/]|[a-z]:[\\/]|file:)/i;

const tarball = /\.(?:tgz|tar|tar\.gz)$/i;

const address = /^[a-z+]+:\/\//i;

/**
 * What a person named, for another process: paths become absolute. Throws ConfigError `plugin-source-missing` where there is
 * nothing, and `plugin-source-ambiguous` where a bare name is also that of a folder here.
 */
export async function resolveSource(text: string, workingDirectory: string, disk: Disk): Promise<string> {
  const named = text.trim();
  if (path.test(named) || (tarball.test(named) && !address.test(named))) {
    const absolute = absolutePath(named, workingDirectory);
    if ((await disk.stat(absolute).catch(() => undefined)) !== undefined) return absolute;
    throw new ConfigError(`There is nothing at ${absolute}`, {
      code: 'plugin-source-missing',
      hint: 'Give the folder of a plugin, its tarball, or the name of a package.',
    });
  }
  if (named === '' || named.startsWith('-')) {
    throw new ConfigError(`"${named}" is neither a path nor the name of a package`, {
      code: 'plugin-source-missing',
      hint: 'Give the folder of a plugin, its tarball, or the name of a package.',
    });
  }
  const folder = await disk.stat(resolve(workingDirectory, named)).catch(() => undefined);
  if (folder === undefined || address.test(named)) return named;
  throw new ConfigError(`"${named}" can mean the folder here, or a package of the registry`, {
    code: 'plugin-source-ambiguous',
    hint: `Write ./${named} for the folder, ${named}@latest for the package.`,
  });
}

function absolutePath(named: string, workingDirectory: string): string {
  if (/^file:\/\//i.test(named)) return fileURLToPath(named);
  const plain = named.replace(/^file:/i, '');
  return /^~[\\/]/.test(plain) ? join(homedir(), plain.slice(2)) : resolve(workingDirectory, plain);
}
