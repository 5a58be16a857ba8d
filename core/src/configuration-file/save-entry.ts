import { stringify } from 'yaml';
import type { Application, ApplyReport, Kind } from '../application.js';
import { entrySections } from '../entry-sections.js';
import { SettingsError } from '../faults.js';

/**
 * Adds or replaces one entry, as `ic apply` does. Throws SettingsError with all faults; their paths begin at the entry
 * (`account.clientSecret`), and have no lines, since there is no file.
 */
export async function saveEntry(
  application: Application,
  kind: Kind,
  entry: { readonly name: string },
): Promise<ApplyReport> {
  const source = stringify({ [entrySections[kind]]: [entry] });
  return application.apply({ source }).catch((error) => {
    throw error instanceof SettingsError ? inEntry(error, kind, entry.name) : error;
  });
}

function inEntry({ faults, hint }: SettingsError, kind: Kind, name: string): SettingsError {
  const entry = `${entrySections[kind]}[0]`;
  const own = faults.map(({ path, message }) => ({
    path: path === entry || path.startsWith(`${entry}.`) ? path.slice(entry.length + 1) : path,
    message,
  }));
  return new SettingsError(`The ${kind} "${name}" cannot be saved like this; nothing was changed`, own, hint);
}
