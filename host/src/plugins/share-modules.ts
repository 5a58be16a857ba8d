import Module, { createRequire, register } from 'node:module';
import { isShared, sharedImporter, sharedPackages } from './resolve-shared.js';

/** How Node finds what `require` names. It is no public function, and the only place where `require` can be led elsewhere. */
interface CommonJsLoader {
  _resolveFilename(request: string, parent: unknown, ...more: unknown[]): string;
}

let isDone = false;

/** Gives plugins the host's copies of what they share with it, whether they `import` or `require` it. */
export function shareModules(): void {
  if (isDone) return;
  isDone = true;
  register('./resolve-hook.js', import.meta.url);
  const loader = Module as unknown as CommonJsLoader;
  const resolve = loader._resolveFilename;
  let isOwn = false;
  loader._resolveFilename = (request, ...more) => {
    if (isOwn || !isShared(request)) return resolve.call(loader, request, ...more);
    // The host's own way to it leads through here again.
    isOwn = true;
    try {
      return resolveShared(request);
    } finally {
      isOwn = false;
    }
  };
}

/**
 * Whether what is shared is the host's copy for a plugin anyway, as it is for those that come with the host. Node runs the hook
 * in a thread of its own, which takes longer to start than all the rest of such a plugin.
 */
export function findsShared(entry: string): boolean {
  try {
    // Node looks from where the file really lies.
    const theirs = createRequire(createRequire(import.meta.url).resolve(entry));
    return sharedPackages.every((name) => theirs.resolve(name) === resolveShared(name));
  } catch {
    return false;
  }
}

function resolveShared(specifier: string): string {
  return createRequire(sharedImporter(specifier)).resolve(specifier);
}
