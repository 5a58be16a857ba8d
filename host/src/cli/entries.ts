import type { ApplyReport, Kind } from '@integration-client/core/application';
import { saveEntry } from '@integration-client/core/configuration-file/save-entry';
import { type Entries, entrySections } from '@integration-client/core/entry-sections';
import type { Command } from 'commander';
import { stringify } from 'yaml';
import type { CliContext } from './context.js';
import { UsageError } from './errors.js';
import { makeSure } from './prompt.js';

/** Adds the commands that every kind of entry has: list, show, remove, enable and disable. */
export function addEntryCommands<K extends Kind>(
  parent: Command,
  context: CliContext,
  kind: K,
  list: (entries: readonly Entries[K][]) => string,
): void {
  parent
    .command('list')
    .description(`List all ${entrySections[kind]}.`)
    .action(async () => {
      const entries = await entriesOf(context, kind);
      context.output.answer(entries, () =>
        entries.length === 0 ? `There are no ${entrySections[kind]}.` : list(entries),
      );
    });
  parent
    .command('show <name>')
    .description(`Show one ${kind}, as in a settings file.`)
    .action(async (name: string) => {
      const entry = await context.use((application) => application.show({ kind, name }));
      context.output.answer(entry, () => stringify(entry));
    });
  parent
    .command('remove <name>')
    .description(`Remove a ${kind}, and what is remembered of it.`)
    .option('-y, --yes', 'do not ask')
    .action(async (name: string, options: { yes?: boolean }) => {
      if (options.yes !== true) await makeSure(context.environment, `Remove the ${kind} "${name}"?`, 'removed');
      await context.use((application) => application.remove({ kind, name }));
      done(context, { removed: name }, `Removed the ${kind} "${name}".`);
    });
  for (const enabled of [true, false]) {
    const verb = enabled ? 'enable' : 'disable';
    parent
      .command(`${verb} <name>`)
      .description(enabled ? `Let a ${kind} take part in runs again.` : `Leave a ${kind} out of all runs.`)
      .action(async (name: string) => {
        await context.use((application) => application.setEnabled({ kind, name, enabled }));
        done(context, { [`${verb}d`]: name }, `The ${kind} "${name}" is ${verb}d.`);
      });
  }
}

/** Adds an entry; one of that name must not be there yet. */
export async function addEntry(
  context: CliContext,
  kind: Kind,
  name: string,
  entry: () => object | Promise<object>,
): Promise<void> {
  if ((await entriesOf(context, kind)).some((each) => each.name === name)) {
    throw new UsageError(`There is a ${kind} "${name}" already`, `Change it: ic ${kind} edit "${name}"`);
  }
  await applyEntry(context, kind, { name, ...(await entry()) });
}

/** The entry to be changed. Secrets in it read `stored:`, which leaves them as they are. */
export async function entryToEdit<K extends Kind>(context: CliContext, kind: K, name: string): Promise<Entries[K]> {
  // `show` answers an entry of the kind it was asked for.
  return (await context.use((application) => application.show({ kind, name }))) as Entries[K];
}

/** Saves an entry, as `ic apply` does. */
export async function applyEntry(context: CliContext, kind: Kind, entry: { readonly name: string }): Promise<void> {
  const report = await context.use((application) => saveEntry(application, kind, entry));
  done(context, report, `${outcomeOf(report)} the ${kind} "${entry.name}".`);
}

async function entriesOf<K extends Kind>(context: CliContext, kind: K): Promise<readonly Entries[K][]> {
  const configuration = await context.use((application) => application.configuration({}));
  // The section of a kind holds entries of that kind.
  return configuration[entrySections[kind]] as readonly Entries[Kind][] as readonly Entries[K][];
}

function done(context: CliContext, data: unknown, text: string): void {
  context.output.answer(data, () => text);
}

function outcomeOf(report: ApplyReport): string {
  if (report.created.length > 0) return 'Added';
  return report.updated.length > 0 ? 'Changed' : 'Nothing to change in';
}
