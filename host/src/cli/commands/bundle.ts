import { dirname, resolve } from 'node:path';
import { withUnfinishedFile } from '@integration-client/core/unfinished-file';
import { claimName, nodeDisk } from '@integration-client/sdk';
import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { UsageError } from '../errors.js';
import { bytesText, table } from '../text.js';

/** `ic bundle` */
export function addBundleCommand(program: Command, context: CliContext): void {
  program
    .command('bundle')
    .summary('gather what somebody who helps needs to see')
    .description(
      'Writes a .zip file with versions, settings without secrets, status, runs, quarantine and the newest lines of the logs. ' +
        'Secrets are masked in all of it; names of hosts, people and directories are not.',
    )
    .option('-o, --output <file>', 'where to (default: ic-bundle-TIME.zip in this directory)')
    .addHelpText('after', '\nExamples:\n  ic bundle\n  ic bundle --output /tmp/for-support.zip')
    .action(async ({ output }: { output?: string }) => {
      const file = resolve(output ?? `ic-bundle-${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}.zip`);
      const { content, files } = await context.use((application) => application.bundle({}));
      const bytes = Buffer.from(content, 'base64');
      await write(file, bytes);
      context.output.answer({ file, bytes: bytes.length, files }, () =>
        [
          `${file} (${bytesText(bytes.length)})`,
          table(
            ['FILE', 'SIZE', 'WHAT'],
            files.map(({ name, bytes: size, what }) => [name, bytesText(size), what]),
          ),
        ].join('\n\n'),
      );
      context.output.message('Look through it before you hand it on: names and ids are in it, secrets are not.');
    });
}

/** For its owner alone, and under its name only when it is whole. */
async function write(path: string, bytes: Buffer): Promise<void> {
  let isNew: boolean;
  try {
    isNew = await withUnfinishedFile(nodeDisk, path, async (unfinished) => {
      const file = await nodeDisk.create(unfinished, 0o600);
      try {
        await file.write([bytes]);
        await file.sync();
      } finally {
        await file.close();
      }
      return claimName(nodeDisk, unfinished, path);
    });
  } catch (error) {
    throw new UsageError(
      `${path} cannot be written: ${(error as Error).message}`,
      `Check ${dirname(path)}, or name another --output.`,
    );
  }
  if (!isNew) throw new UsageError(`${path} exists already`, 'Name another one with --output.');
}
