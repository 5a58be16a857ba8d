import type { QuarantineQuery, QuarantineView } from '@integration-client/core/application';
import { nodeDisk, type Operation, operations } from '@integration-client/sdk';
import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { UsageError } from '../errors.js';
import { makeSure } from '../prompt.js';
import { showRun } from '../run-report.js';
import { collect, collectOperation } from '../setting-values.js';
import { bytesText, countText, oneLine, timeText } from '../text.js';

interface Filter {
  readonly site?: readonly string[];
  readonly destination?: readonly string[];
  readonly operation?: readonly Operation[];
}

interface Choice extends Filter {
  readonly all?: boolean;
}

const aboutKeys = `
KEY is an item's key as ic quarantine list shows it, or a beginning or an ending of it that no other item has: the id of
its session is enough.
`;

/** `ic quarantine` */
export function addQuarantineCommand(program: Command, context: CliContext): void {
  const quarantine = program
    .command('quarantine')
    .summary('items that could not be delivered')
    .description('Items that could not be delivered: set aside, or to be tried again with the next run.');
  withFilter(quarantine.command('list').description('List them, with the reason.'))
    .option('--dropped', 'those that were dropped')
    .addHelpText(
      'after',
      '\nExamples:\n  ic quarantine list\n  ic quarantine list --site Example --operation session-recordings',
    )
    .action(async ({ dropped, ...filter }: Filter & { dropped?: boolean }) => {
      const query = { ...queryOf(filter), ...(dropped === true ? ({ dropped: 'only' } as const) : {}) };
      const items = await context.use((application) => application.quarantine(query));
      context.output.answer(items, () => (items.length === 0 ? 'There are none.' : list(items)));
    });
  quarantine
    .command('show <key>')
    .description('Show the bytes of something that could not be read, as they came.')
    .requiredOption('--destination <name>', 'the destination it was meant for')
    .option('--output <file>', 'write them to a new file')
    .addHelpText('after', '\nExample:\n  ic quarantine show KEY --destination Archive --output broken.xml')
    .action((key: string, options: { destination: string; output?: string }) => show(context, key, options));
  withFilter(
    quarantine
      .command('retry [key...]')
      .description('Ask for items again, now. What is delivered is no longer listed.'),
  )
    .option('--all', 'all that are listed')
    .addHelpText(
      'after',
      `${aboutKeys}A key may also be that of an item that was dropped.
Examples:
  ic quarantine retry 0123456789abcdef0123456789abcdef
  ic quarantine retry --all --destination Archive`,
    )
    .action((keys: string[], choice: Choice) => retry(context, keys, choice));
  withFilter(quarantine.command('drop [key...]').description('Forget items: no run tries them again.'))
    .option('--all', 'all that are listed')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      `${aboutKeys}What was dropped is listed by ic quarantine list --dropped, and ic quarantine retry brings it back.
Examples:
  ic quarantine drop 0123456789abcdef0123456789abcdef
  ic quarantine drop --all --site Example --yes`,
    )
    .action((keys: string[], { yes, ...choice }: Choice & { yes?: boolean }) =>
      drop(context, keys, choice, yes === true),
    );
}

function withFilter(command: Command): Command {
  return command
    .option('--site <name>', 'only what comes from this site; may be given several times', collect)
    .option('--destination <name>', 'only what is meant for this destination; may be given several times', collect)
    .option(
      '--operation <name>',
      `only this type of data, may be given several times: ${operations.join(', ')}`,
      collectOperation,
    );
}

function queryOf({ site, destination, operation }: Filter): QuarantineQuery {
  return {
    ...(site === undefined ? {} : { sites: site }),
    ...(destination === undefined ? {} : { destinations: destination }),
    ...(operation === undefined ? {} : { operations: operation }),
  };
}

/** The items that a person chose: some by their keys, or all. */
function chosen(
  context: CliContext,
  keys: readonly string[],
  { all, ...filter }: Choice,
  dropped: QuarantineQuery['dropped'],
): Promise<QuarantineView[]> {
  if ((all === true) === keys.length > 0) throw new UsageError('Give the keys of items, or --all');
  const which = all === true ? {} : { keys, ...(dropped === undefined ? {} : { dropped }) };
  return context.use((application) => application.quarantine({ ...queryOf(filter), ...which }));
}

async function retry(context: CliContext, keys: readonly string[], choice: Choice): Promise<void> {
  const items = await chosen(context, keys, choice, 'with');
  // One that was named and has no readable id is an error; among all others it is only said.
  const askable = choice.all === true ? items.filter(({ lsid }) => lsid !== undefined) : items;
  await showRun(
    context,
    (call) => context.use((application) => application.retryQuarantined({ items: askable.map(nameOf) }, call)),
    'There is nothing to try again.',
  );
  if (askable.length === items.length) return;
  const left = countText(items.length - askable.length, 'item');
  context.output.message(
    `${left} without a readable id cannot be asked for; see them with ic quarantine show, forget them with ic quarantine drop`,
  );
}

async function drop(context: CliContext, keys: readonly string[], choice: Choice, yes: boolean): Promise<void> {
  const items = await chosen(context, keys, choice, undefined);
  if (items.length > 0 && !yes) {
    context.output.message(`${items.map(itemText).join('\n\n')}\n`);
    await makeSure(
      context.environment,
      `Drop ${countText(items.length, 'item')}? No run will try them again.`,
      'dropped',
    );
  }
  await context.use((application) => application.dropQuarantined({ items: items.map(nameOf) }));
  context.output.answer({ dropped: items.map(nameOf) }, () =>
    items.length === 0
      ? 'There is nothing to drop.'
      : [`Dropped ${countText(items.length, 'item')}:`, ...items.map(({ key }) => `  ${oneLine(key)}`)].join('\n'),
  );
}

async function show(
  context: CliContext,
  key: string,
  { destination, output }: { readonly destination: string; readonly output?: string },
): Promise<void> {
  const payload = await context.use((application) => application.quarantinePayload({ destination, key }));
  const bytes = Buffer.from(payload, 'base64');
  if (output !== undefined) {
    await write(output, bytes);
    context.output.answer({ file: output, bytes: bytes.length }, () => `Wrote ${bytes.length} bytes to ${output}.`);
  } else if (context.output.json || context.output.onTerminal) {
    context.output.answer({ payload }, () => bytes.toString('utf8'));
  } else context.output.bytes(bytes);
}

async function write(file: string, bytes: Buffer): Promise<void> {
  try {
    const made = await nodeDisk.create(file);
    await made.write([bytes]).finally(() => made.close());
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${(error as Error).message}`);
  }
}

function nameOf({ destination, key }: QuarantineView) {
  return { destination, key };
}

function list(items: readonly QuarantineView[]): string {
  const dropped = items.filter((item) => item.dropped !== undefined).length;
  const aside = items.filter(({ quarantined }) => quarantined).length - dropped;
  const summary =
    dropped > 0
      ? `${countText(dropped, 'item')} dropped.`
      : `${countText(aside, 'item')} set aside, ${items.length - aside} to be tried again with the next run.`;
  return [...items.map(itemText), summary].join('\n\n');
}

function itemText(item: QuarantineView): string {
  const { site, destination, quarantined, attempts, payloadBytes, dropped } = item;
  const state =
    dropped !== undefined ? `dropped ${timeText(dropped)}` : quarantined ? 'set aside' : 'to be tried again';
  return [
    oneLine(item.key),
    `  ${oneLine(`${site} to ${destination}`)}: ${state}, ${countText(attempts, 'attempt')}, since ${timeText(item.since)}`,
    `  ${item.code}: ${oneLine(item.message)}`,
    ...(payloadBytes === undefined ? [] : [`  ${bytesText(payloadBytes)} are kept: ic quarantine show`]),
  ].join('\n');
}
