import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError, type Disk } from '@integration-client/sdk';

/** What npm takes for a path and not for a name. */
const path = /^(?:\.{1,2}$|\.{0,2}[\\/]|~[\\/]|[a-z]:[\\/]|file:)/i;

const tarball = /\.(?:tgz|tar|tar\.gz)$/i;

const address = /^[a-z+]+:\/\//i;

/**
 * What a person named, for another process: paths become absolute, also a bare name that a folder here has; `NAME@latest` is the
 * package of the registry all the same. Throws ConfigError `plugin-source-missing` where there is nothing.
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
  if (address.test(named)) return named;
  const folder = resolve(workingDirectory, named);
  return (await disk.stat(folder).catch(() => undefined))?.isDirectory === true ? folder : named;
}

function absolutePath(named: string, workingDirectory: string): string {
  if (/^file:\/\//i.test(named)) return fileURLToPath(named);
  const plain = named.replace(/^file:/i, '');
  return /^~[\\/]/.test(plain) ? join(homedir(), plain.slice(2)) : resolve(workingDirectory, plain);
}
