import type { Configuration } from '../configuration.js';
import { isReference, storedSecret } from '../secrets/reference.js';
import { mapSecrets } from './map-secrets.js';

/** A configuration that may be shown: secrets read `stored:`, references to secrets stay. */
export function maskConfiguration(
  configuration: Configuration,
  secretSettings: (plugin: string) => readonly string[],
): Configuration {
  return mapSecrets(configuration, secretSettings, (secret) => (isReference(secret) ? secret : storedSecret));
}
