import type { SettingsDatabaseView } from '@integration-client/core/application';
import type { ApplicationSettings } from '@integration-client/core/configuration';
import { type Command, Option } from 'commander';
import { parse } from 'yaml';
import type { CliContext } from '../context.js';
import { createCopyView } from '../copy-view.js';
import { UsageError } from '../errors.js';
import { addServerOptions, readServerOptions, refuseServerOptions, type ServerOptions } from '../server-options.js';
import { bytesText, countText } from '../text.js';

interface RelocateOptions extends ServerOptions {
  readonly to: 'sqlite' | 'sqlserver';
}

/** `ic settings` */
export function addSettingsCommand(program: Command, context: CliContext): void {
  const settings = program.command('settings').summary('the settings database, and settings of the client itself');
  settings.description('Shows and moves the settings database, and changes settings of the client itself.');
  addShow(settings, context);
  addSet(settings, context);
  addRelocate(settings, context);
  addRotateKey(settings, context);
}

function addShow(settings: Command, context: CliContext): void {
  settings
    .command('show')
    .summary('show where the settings database is, and settings of the client itself')
    .addHelpText('after', '\nExamples:\n  ic settings show\n  ic settings show --json')
    .action(() =>
      context.use(async (application) => {
        const database = await application.settingsDatabase({});
        const { application: own } = await application.configuration({});
        context.output.answer({ database, application: own }, () => showText(database, own));
      }),
    );
}

function showText(database: SettingsDatabaseView, application: ApplicationSettings): string {
  const lines: readonly (readonly [string, string])[] = [
    ...placeLines(database),
    ['Tables:', database.version],
    ...Object.entries(application).map(
      ([name, value]) => [`${name}:`, value === null ? 'not set' : String(value)] as const,
    ),
  ];
  return lines.map(([name, value]) => `${name.padEnd(20)}${value}`).join('\n');
}

function placeLines(database: SettingsDatabaseView): (readonly [string, string])[] {
  if (database.kind === 'sqlite') {
    return [['Settings Database:', `${database.file} (SQLite, ${bytesText(database.bytes ?? 0)})`]];
  }
  const { password, caFile } = database;
  return [
    ['Settings Database:', `${database.database} (SQL Server)`],
    ['Connection:', database.connection],
    ...(password === undefined ? [] : [['Password:', password] as const]),
    ['Encryption:', database.encrypted ? 'on' : 'off'],
    ...(caFile === undefined ? [] : [['CA File:', caFile] as const]),
  ];
}

function addSet(settings: Command, context: CliContext): void {
  settings
    .command('set')
    .summary('change settings of the client itself')
    .description(
      'Changes settings of the client itself: logDirectory, logRetentionDays, logMegabytes, logLevel, logFormat, ' +
        'timeZone, metricsPort. The value null takes one away.',
    )
    .argument('<name-and-value...>', 'a name and its value, or several such pairs')
    .addHelpText(
      'after',
      '\nExamples:\n  ic settings set logRetentionDays 30\n  ic settings set logLevel debug\n  ic settings set logDirectory /var/log/ic timeZone Europe/Berlin',
    )
    .action(async (words: readonly string[]) => {
      const values: Record<string, unknown> = {};
      for (let at = 0; at < words.length; at += 2) {
        const [name = '', value] = words.slice(at, at + 2);
        if (value === undefined) throw new UsageError(`The value of ${name} is missing`);
        values[name] = parse(value);
      }
      const source = JSON.stringify({ application: values });
      await context.use((application) => application.apply({ source, file: 'ic settings set' }));
      context.output.answer({ application: values }, () =>
        Object.keys(values)
          .map((name) => `set ${name}`)
          .join('\n'),
      );
      const later = ['logDirectory', 'logRetentionDays', 'logMegabytes', 'metricsPort'].filter(
        (name) => name in values,
      );
      if (later.length > 0) context.output.message(`This counts from the next start of ic-host: ${later.join(', ')}`);
    });
}

function addRelocate(settings: Command, context: CliContext): void {
  const command = settings
    .command('relocate')
    .summary('move the settings database to another place')
    .description(
      'Copies the settings database to a SQL Server, to another one, or back into the home directory, compares the copy ' +
        'with the original, and only then switches to it. The original is left as it is. ic-host has to be stopped.',
    )
    .addOption(new Option('--to <kind>', 'the new place').choices(['sqlite', 'sqlserver']).makeOptionMandatory());
  addServerOptions(command)
    .addHelpText(
      'after',
      '\nExamples:\n  ic settings relocate --to sqlserver --connection env:IC_SETTINGS\n  ic settings relocate --to sqlite',
    )
    .action(async ({ to, ...options }: RelocateOptions) => {
      if (to === 'sqlite') refuseServerOptions(options);
      const target =
        to === 'sqlite'
          ? ({ kind: to } as const)
          : { kind: to, ...(await readServerOptions(options, context.environment)) };
      const { relocateSettings } = await import('../../application/open-application.js');
      const view = await createCopyView(context.environment.stderr);
      const call = { signal: context.signal, onProgress: view.show };
      const done = await relocateSettings(context.home(), target, call).finally(view.stop);
      context.output.answer(done, () => `The settings database is now ${done.to}`);
      context.output.message(`The old one is left as it is: ${done.from}`);
      if (done.movedAside !== undefined) context.output.message(`What was in the way is now ${done.movedAside}`);
    });
}

function addRotateKey(settings: Command, context: CliContext): void {
  settings
    .command('rotate-key')
    .summary('seal all secrets under a new key')
    .description(
      'Makes a new key and seals all stored secrets anew under it, in one step. The old key is kept beside it, for backups ' +
        'of the settings database that were made under it. ic-host has to be stopped, on all machines that use this settings ' +
        'database; each needs the new key then.',
    )
    .addHelpText('after', '\nExample:\n  ic settings rotate-key')
    .action(async () => {
      const { changeKey } = await import('../../application/open-application.js');
      const done = await changeKey(context.home());
      context.output.answer(done, () => `${countText(done.secrets, 'secret')} sealed under the new key ${done.key}`);
      context.output.message(`The old key is kept: ${done.oldKey}. Keep a copy of the new one in a safe place.`);
    });
}
