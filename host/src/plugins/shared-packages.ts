/** What a plugin shares with the host: two copies of any of these would not know each other's classes and tokens. */
export const sharedPackages = ['@integration-client/sdk', 'tsyringe', 'reflect-metadata'] as const;
