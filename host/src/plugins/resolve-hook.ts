import type { ResolveHook } from 'node:module';

/** What a plugin shares with the host: two copies of any of these would not know each other's classes and tokens. */
const shared = /^(?:@integration-client\/sdk|tsyringe|reflect-metadata)(?:\/|$)/;

/**
 * Makes a plugin's imports of shared packages resolve to the host's copies, also where the plugin brings its own, or
 * none at all. Registered with `module.register` in the process that loads plugins.
 */
export const resolve: ResolveHook = (specifier, context, nextResolve) =>
  nextResolve(specifier, shared.test(specifier) ? { ...context, parentURL: import.meta.url } : context);
