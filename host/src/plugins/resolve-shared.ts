/** What a plugin shares with the host: two copies of any of these would not know each other's classes and tokens. */
export const sharedPackages = ['@integration-client/sdk', 'tsyringe', 'reflect-metadata'] as const;

/** Whether an import is of something that a plugin shares with the host. */
export function isShared(specifier: string): boolean {
  return sharedPackages.some((name) => specifier === name || specifier.startsWith(`${name}/`));
}
