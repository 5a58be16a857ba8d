import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const sdk = '@integration-client/sdk';

/** What a plugin shares with the host: two copies of any of these would not know each other's classes and tokens. */
export const sharedPackages = [sdk, 'tsyringe', 'reflect-metadata'] as const;

/** Whether an import is of something that a plugin shares with the host. */
export function isShared(specifier: string): boolean {
  return sharedPackages.some((name) => isOf(name, specifier));
}

/**
 * The file from which what is shared is looked for: one of the host for the sdk, and one of that sdk for all else. It makes
 * destinations by its own copy, which need not be where the host would find one: npm installs packages side by side, each
 * with copies below it.
 */
export function sharedImporter(specifier: string): string {
  return isOf(sdk, specifier) ? fileURLToPath(import.meta.url) : createRequire(import.meta.url).resolve(sdk);
}

function isOf(name: string, specifier: string): boolean {
  return specifier === name || specifier.startsWith(`${name}/`);
}
