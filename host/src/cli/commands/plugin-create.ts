import { nodeDisk } from '@integration-client/sdk';
import type { Command } from 'commander';
import { createPlugin } from '../../plugins/create-plugin.js';
import type { CliContext } from '../context.js';

/** `ic plugin create` */
export function addPluginCreateCommand(plugin: Command, context: CliContext): void {
  plugin
    .command('create <name>')
    .description('Make the folder of a new plugin here, which works as it stands; its README.md says what to change.')
    .option('--javascript', 'in JavaScript, which needs no build (default: TypeScript)')
    .addHelpText('after', '\nExamples:\n  ic plugin create my-archive\n  ic plugin create my-archive --javascript')
    .action(async (name: string, { javascript }: { readonly javascript?: boolean }) => {
      const language = javascript === true ? 'javascript' : 'typescript';
      const created = await createPlugin({ name, within: process.cwd(), language }, nodeDisk);
      const next = [`cd ${name}`, 'npm install', 'npm test', 'ic plugin install .'];
      context.output.answer(created, () =>
        [
          `Made ${created.directory} with ${created.files.join(', ')}.`,
          'Next:',
          ...next.map((line) => `  ${line}`),
        ].join('\n'),
      );
    });
}
