import type { Command } from 'commander';
import type { CliContext } from '../context.js';

/** `ic init` */
export function addInitCommand(program: Command, context: CliContext): void {
  program
    .command('init')
    .summary('create the settings database and its key')
    .description('Creates the home directory with the settings database and the key that seals secrets in it.')
    .addHelpText('after', '\nExamples:\n  ic init\n  ic init --home /srv/integration-client')
    .action(async () => {
      const home = context.home();
      const { initialise } = await import('../../application/open-application.js');
      await initialise(home);
      const { directory, settingsDatabase, key } = home;
      context.output.answer({ home: directory, settingsDatabase, key }, () => `Ready: ${directory}`);
      context.output.message('Keep a copy of secret.key in a safe place: without it stored secrets cannot be read.');
    });
}
