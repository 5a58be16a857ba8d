import { join } from 'node:path';
import { type Disk, pluginKeyword } from '@integration-client/sdk';

/** A `package.json`, as somebody wrote it. */
export type Manifest = Readonly<Record<string, unknown>>;

/** Names that npm gives packages; what else could be a directory's name is no package's. */
const packageNames = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;

/** Names that Windows keeps for devices, whatever stands after a period. */
const deviceNames = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/;

/** The manifest of a package directory; undefined where there is none that can be read. */
export async function readManifest(directory: string, disk: Disk): Promise<Manifest | undefined> {
  try {
    const manifest: unknown = JSON.parse((await disk.read(join(directory, 'package.json'))).toString());
    return isRecord(manifest) ? manifest : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a package says that it is a plugin. */
export function isPlugin(manifest: Manifest): boolean {
  return Array.isArray(manifest.keywords) && manifest.keywords.includes(pluginKeyword);
}

/** Whether a text can be the name of a package, and so of a directory of plugins, on every platform. */
export function isPackageName(name: unknown): name is string {
  if (typeof name !== 'string' || name.length > 214 || !packageNames.test(name)) return false;
  return name.split('/').every((part) => part !== 'node_modules' && !deviceNames.test(part) && !part.endsWith('.'));
}

/** Everything that keeps the package from being a plugin, as far as its manifest says. */
export function manifestFaults(manifest: Manifest): string[] {
  const faults: string[] = [];
  if (!isPackageName(manifest.name)) faults.push(`its package.json has no usable "name"`);
  if (typeof manifest.version !== 'string' || manifest.version === '') faults.push(`its package.json has no "version"`);
  if (!isPlugin(manifest)) faults.push(`its package.json lacks "keywords": ["${pluginKeyword}"]`);
  return faults;
}

/** The file that the package's `exports` or `main` names, as Node resolves an import of it. */
export function entryPoint(manifest: Manifest): string {
  const { exports } = manifest;
  const root = isRecord(exports) && '.' in exports ? exports['.'] : exports;
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
