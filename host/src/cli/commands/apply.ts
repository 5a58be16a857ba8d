import { nodeDisk } from '@integration-client/sdk';
import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { UsageError } from '../errors.js';
import { readStandardInput } from '../prompt.js';

/** `ic apply` */
export function addApplyCommand(program: Command, context: CliContext): void {
  program
    .command('apply')
    .summary('add and update what a file names')
    .description(
      'Adds and updates what a file names; removes nothing. All faults are reported at once, with their place.',
    )
    .requiredOption('-f, --file <file>', 'the file; - reads standard input')
    .addHelpText('after', '\nExamples:\n  ic apply -f ic.yaml\n  ic export --home /old | ic apply -f -')
    .action(async ({ file }: { file: string }) => {
      context.faultFile = file === '-' ? '<stdin>' : file;
      const source = file === '-' ? await readStandardInput(context.environment) : await read(file);
      const report = await context.use((application) => application.apply({ source, file: context.faultFile ?? file }));
      context.output.answer(report, () =>
        [
          ...report.created.map((name) => `created    ${name}`),
          ...report.updated.map((name) => `updated    ${name}`),
          ...report.unchanged.map((name) => `unchanged  ${name}`),
        ].join('\n'),
      );
    });
}

async function read(file: string): Promise<string> {
  try {
    return (await nodeDisk.read(file)).toString();
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
}
