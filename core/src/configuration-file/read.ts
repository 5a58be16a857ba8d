import type { ApplyReport } from '../application.js';
import type { Configuration } from '../configuration.js';
import { type Fault, SettingsError } from '../faults.js';
import type { PluginDescription } from '../plugin-description.js';
import { checkDestinations, checkNames, checkNotifications, checkPeriods, checkSites } from './check-entries.js';
import { checkTransfers } from './check-transfers.js';
import { type ConfigurationDocument, looseGroup } from './document.js';
import { documentSchema } from './document-schema.js';
import { merge } from './merge.js';
import { validate } from './validate.js';
import { YamlDocument } from './yaml-document.js';

/** What a document is read against. */
export interface ReadContext {
  /** Name of the file, for messages. */
  readonly file: string;
  /** What is configured now, literal secrets in clear. */
  readonly current: Configuration;
  readonly plugins: readonly PluginDescription[];
}

/**
 * Reads an `ic.yaml` and answers the configuration that it makes of the current one, and what changes. What the document
 * names is added or updated, as a whole; `notifications` and `application` key by key; nothing is removed. A secret given
 * as `stored:` stays what it is. Throws SettingsError with everything that is wrong.
 */
export function readConfiguration(
  source: string,
  context: ReadContext,
): { readonly configuration: Configuration; readonly report: ApplyReport } {
  const { current, plugins } = context;
  const yaml = new YamlDocument(source);
  if (yaml.faults.length > 0) throw settingsError(context.file, yaml.faults);
  if (yaml.value === null || yaml.value === undefined) {
    throw settingsError(context.file, [yaml.fault([], 'the file is empty')]);
  }
  const document = looseGroup(yaml.value);
  const faults = [
    ...validate(documentSchema, yaml.value),
    ...checkNames(document),
    ...checkSites(document, current),
    ...checkDestinations(document, current, plugins),
    ...checkPeriods(document),
    ...checkTransfers(document, current, plugins),
    ...checkNotifications(document, current),
  ].map(({ path, message, part }) => yaml.fault(path, message, part));
  if (faults.length > 0) throw settingsError(context.file, inOrder(faults));
  // Valid against the schema, so it has this shape.
  return merge(document as ConfigurationDocument, current, plugins);
}

function settingsError(file: string, faults: readonly Fault[]): SettingsError {
  const count = faults.length === 1 ? 'one thing is' : `${faults.length} things are`;
  return new SettingsError(`${file}: ${count} wrong; nothing was changed`, faults);
}

function inOrder(faults: readonly Fault[]): Fault[] {
  return faults.toSorted(
    (one, other) => (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0),
  );
}
