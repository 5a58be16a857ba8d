import { type Command, Option } from 'commander';
import type { CliContext } from '../context.js';
import { addServerOptions, readServerOptions, refuseServerOptions, type ServerOptions } from '../server-options.js';

interface InitOptions extends ServerOptions {
  readonly settings: 'sqlite' | 'sqlserver';
}

/** `ic init` */
export function addInitCommand(program: Command, context: CliContext): void {
  const command = program
    .command('init')
    .summary('create the settings database and its key')
    .description(
      'Creates the home directory with the settings database and the key that seals secrets in it. With --settings sqlserver ' +
        'the settings database is on a SQL Server; it is created there if the login may.',
    )
    .addOption(
      new Option('--settings <kind>', 'where the settings database is')
        .choices(['sqlite', 'sqlserver'])
        .default('sqlite'),
    );
  addServerOptions(command)
    .addHelpText(
      'after',
      '\nExamples:\n  ic init\n  ic init --home /srv/integration-client\n' +
        '  ic init --settings sqlserver --connection env:IC_SETTINGS\n' +
        "  ic init --settings sqlserver --connection 'Server=db.example.com;Database=IntegrationClient;User ID=ic' --password file:/run/secrets/ic",
    )
    .action(async ({ settings, ...options }: InitOptions) => {
      const home = context.home();
      const { initialise } = await import('../../application/open-application.js');
      if (settings === 'sqlite') {
        refuseServerOptions(options);
        await initialise(home);
      } else await initialise(home, await readServerOptions(options, context.environment));
      const { directory, settingsDatabase, settingsPlace, key } = home;
      const place = settings === 'sqlite' ? { settingsDatabase } : { settingsPlace };
      context.output.answer({ home: directory, ...place, key }, () => `Ready: ${directory}`);
      context.output.message('Keep a copy of secret.key in a safe place: without it stored secrets cannot be read.');
    });
}
