import { isDeepStrictEqual } from 'node:util';
import type { Kind } from '@integration-client/core/application';
import { SettingsError } from '@integration-client/core/faults';
import { isReference } from '@integration-client/core/secrets/reference';
import type { Client } from '../data/client.js';
import type { FieldValues, Step } from '../parts/fields.js';

/**
 * Saves what a form made, as `ic apply` does. Throws SettingsError with all faults, by field; a new entry must not have
 * the name of another.
 */
export async function saveEntry(
  client: Client,
  kind: Kind,
  entry: { readonly name: string },
  isNew: boolean,
): Promise<void> {
  const { saveEntry: save } = await import('@integration-client/core/configuration-file/save-entry');
  const { entrySections } = await import('@integration-client/core/entry-sections');
  await client.change(async (application) => {
    const others = (await application.configuration({}))[entrySections[kind]];
    if (isNew && others.some(({ name }) => name === entry.name)) {
      throw new SettingsError('The name is taken', [
        { path: 'name', message: `there is a ${kind} "${entry.name}" already` },
      ]);
    }
    await save(application, kind, entry);
  });
}

/** A key that stands in the settings only where something was typed. */
export function optionalText(key: string, text: string): object {
  return text === '' ? {} : { [key]: text };
}

/** Labels of the fields that were changed, each of them once. */
export function changedNames(steps: readonly Step[], before: FieldValues, after: FieldValues): string {
  const labels = steps.flatMap(({ title, fields }) =>
    fields
      .filter(({ name }, index) => fields.findIndex((each) => each.name === name) === index)
      .filter(({ name }) => !isDeepStrictEqual(before[name], after[name]))
      .map(({ label }) => (title === undefined ? label : `${title}: ${label}`)),
  );
  return labels.join(', ');
}

/** How a command is given a secret: a reference as it is, anything else over standard input. */
export function secretOption(secret: string): string {
  return isReference(secret) ? secret : '-';
}
