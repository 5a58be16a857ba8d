import type { Command } from 'commander';
import type { CliContext } from '../context.js';

/** `ic export` */
export function addExportCommand(program: Command, context: CliContext): void {
  program
    .command('export')
    .summary('print all settings as a file for apply')
    .description(
      'Prints all settings as a file for apply. Secrets that were given as text read "stored:"; applied again in the ' +
        'same home they stay as they are.',
    )
    .addHelpText('after', '\nExamples:\n  ic export > ic.yaml\n  ic export --json')
    .action(() =>
      context.use(async (application) => {
        if (context.output.json) context.output.answer(await application.configuration({}), () => '');
        else {
          const text = await application.export({});
          context.output.answer(undefined, () => text);
        }
      }),
    );
}
