import type { ResolveHook } from 'node:module';
import { pathToFileURL } from 'node:url';
import { isShared, sharedImporter } from './resolve-shared.js';

/**
 * Makes a plugin's imports of shared packages resolve to the host's copies, also where the plugin brings its own, or
 * none at all. Registered with `module.register` in the process that loads plugins.
 */
export const resolve: ResolveHook = (specifier, context, nextResolve) =>
  nextResolve(
    specifier,
    isShared(specifier) ? { ...context, parentURL: pathToFileURL(sharedImporter(specifier)).href } : context,
  );
