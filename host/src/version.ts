import { createRequire } from 'node:module';

/** The version of the program, as its package says. */
export function hostVersion(): string {
  const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
  return version;
}
