import { ConfigError } from '@integration-client/sdk';

const installAgain = 'Add it to the "dependencies" of its package.json and install it again: ic plugin install';
const tellAuthor = 'This is a defect of the plugin: report it to its author.';

/**
 * Why the code of a plugin could not be loaded: names the plugin, the cause and what to do.
 * @param who the plugin, for people
 * @param entry the file that should have been loaded
 */
export function loadError(who: string, entry: string, error: unknown): ConfigError {
  return cannotBeUsed(who, explain(entry, error), error);
}

/** Why a plugin is not loaded whose entry file is TypeScript. */
export function entryNotJavaScript(who: string, entry: string): ConfigError {
  return cannotBeUsed(who, notJavaScript(entry));
}

function cannotBeUsed(who: string, { code, what, hint }: Explanation, cause?: unknown): ConfigError {
  return new ConfigError(`${who} cannot be used: ${what}`, { code, hint, cause });
}

interface Explanation {
  readonly code: string;
  readonly what: string;
  readonly hint: string;
}

function explain(entry: string, error: unknown): Explanation {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const message = firstLine(error);
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') return missing(entry, message);
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION') return notJavaScript(entry);
  const lacks = /requested module '([^']+)' does not provide an export named '([^']+)'/.exec(message);
  if (lacks?.[1]?.startsWith('@integration-client/')) {
    const what = `${lacks[1]} of this client has no ${lacks[2]}`;
    return {
      code: 'plugin-needs-newer-client',
      what,
      hint: 'Update the client, or install an older version of the plugin.',
    };
  }
  const what = `it fails to load: ${nameOf(error)}${message}`;
  const where = error instanceof SyntaxError ? ` "node --check ${entry}" shows where, if it is in that file.` : '';
  return { code: 'plugin-load-failed', what, hint: `${tellAuthor}${where}` };
}

/** Tells an entry that is missing from a file that is, and both from another package. */
function missing(entry: string, message: string): Explanation {
  const [, target = ''] = /Cannot find (?:package|module) '([^']*)'/.exec(message) ?? [];
  if (target === entry || message.includes(`'${entry}'`)) return notBuilt(`its entry file ${entry} is missing`);
  if (/^(?:[./\\]|[a-z]:[\\/]|file:)/i.test(target)) {
    const what = `a file of it is missing: ${target}`;
    return {
      code: 'plugin-file-missing',
      what,
      hint: 'Look at "files" in its package.json, build it and install it again.',
    };
  }
  const what = `a dependency of it is not installed: ${target || message}`;
  return { code: 'plugin-dependency-missing', what, hint: installAgain };
}

function notJavaScript(entry: string): Explanation {
  return notBuilt(`its entry file ${entry} is not JavaScript`);
}

function notBuilt(what: string): Explanation {
  return { code: 'plugin-not-built', what, hint: 'Build it, and let "exports" in package.json name what was built.' };
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n')[0] ?? '').slice(0, 500);
}

function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ` : '';
}
