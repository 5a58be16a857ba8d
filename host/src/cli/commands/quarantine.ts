import { writeFile } from 'node:fs/promises';
import type { QuarantineView } from '@integration-client/core/application';
import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { UsageError } from '../errors.js';
import { bytesText, countText, oneLine, timeText } from '../text.js';

/** `ic quarantine` */
export function addQuarantineCommand(program: Command, context: CliContext): void {
  const quarantine = program
    .command('quarantine')
    .summary('items that could not be delivered')
    .description('Items that could not be delivered: set aside, or to be tried again with the next run.');
  quarantine
    .command('list')
    .description('List them, with the reason.')
    .action(async () => {
      const items = await context.use((application) => application.quarantine({}));
      context.output.answer(items, () => (items.length === 0 ? 'There are none.' : list(items)));
    });
  quarantine
    .command('show <key>')
    .description('Show the bytes of something that could not be read, as they came.')
    .requiredOption('--destination <name>', 'the destination it was meant for')
    .option('--output <file>', 'write them to a file')
    .addHelpText('after', '\nExample:\n  ic quarantine show KEY --destination Archive --output broken.xml')
    .action(async (key: string, { destination, output }: { destination: string; output?: string }) => {
      const payload = await context.use((application) => application.quarantinePayload({ destination, key }));
      const bytes = Buffer.from(payload, 'base64');
      if (output !== undefined) {
        await write(output, bytes);
        context.output.answer({ file: output, bytes: bytes.length }, () => `Wrote ${bytes.length} bytes to ${output}.`);
      } else if (context.output.json || context.output.onTerminal) {
        context.output.answer({ payload }, () => bytes.toString('utf8'));
      } else context.output.bytes(bytes);
    });
}

async function write(file: string, bytes: Buffer): Promise<void> {
  try {
    await writeFile(file, bytes);
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${(error as Error).message}`);
  }
}

function list(items: readonly QuarantineView[]): string {
  const aside = items.filter(({ quarantined }) => quarantined).length;
  return [
    ...items.map(itemText),
    `${countText(aside, 'item')} set aside, ${items.length - aside} to be tried again with the next run.`,
  ].join('\n\n');
}

function itemText(item: QuarantineView): string {
  const { site, destination, quarantined, attempts, payloadBytes } = item;
  const state = quarantined ? 'set aside' : 'to be tried again';
  return [
    oneLine(item.key),
    `  ${oneLine(`${site} to ${destination}`)}: ${state}, ${countText(attempts, 'attempt')}, since ${timeText(item.since)}`,
    `  ${item.code}: ${oneLine(item.message)}`,
    ...(payloadBytes === undefined ? [] : [`  ${bytesText(payloadBytes)} are kept: ic quarantine show`]),
  ].join('\n');
}
