import { resolve } from 'node:path';
import type { PluginCase, PluginTestReport } from '@integration-client/core/application';
import { YamlDocument } from '@integration-client/core/configuration-file/yaml-document';
import { SettingsError } from '@integration-client/core/faults';
import { nodeDisk } from '@integration-client/sdk';
import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { UsageError } from '../errors.js';
import { ExitCode } from '../exit-code.js';
import { SecretReader } from '../prompt.js';
import { collect, parseAssignment, setByPath } from '../setting-values.js';
import { countText, oneLine, table, wrap } from '../text.js';

interface TestOptions {
  readonly set?: readonly string[];
  readonly setSecret?: readonly string[];
  readonly settings?: string;
}

const examples = `
The plugin runs in processes of its own, in a place for tests: required paths that are not given lie in temporary
directories. Give the settings of any other place; what is stored there stays there.

Examples:
  ic plugin test filesystem
  ic plugin test ./my-archive
  ic plugin test sqlserver --set server=db.example.com --set database=ic_test --set username=ic --set-secret password`;

/** `ic plugin test` */
export function addPluginTestCommand(plugin: Command, context: CliContext): void {
  plugin
    .command('test <path-or-name>')
    .summary('try whether a plugin keeps the contract')
    .description(
      'Try whether a plugin keeps the contract: one that can be used, by its name, or one in a directory, whose code is run ' +
        'without being accepted. Exit code 1 where a rule is broken.',
    )
    .option('--settings <file>', 'settings as in a settings file, in YAML')
    .option('--set <path=value>', 'a setting; may be given several times; see all: ic plugin show PLUGIN', collect)
    .option(
      '--set-secret <path>',
      'a secret setting, from standard input or asked for; may be given several times',
      collect,
    )
    .addHelpText('after', examples)
    .action(async (which: string, options: TestOptions) => {
      const settings = await settingsOf(options, context);
      const isPath = /^[.~]|[\\/]/.test(which) && !which.startsWith('@');
      const report = await context.use((application) =>
        application.testPlugin(
          { plugin: isPath ? resolve(which) : which, settings },
          { signal: context.signal, onEvent: (one) => tell(context, one) },
        ),
      );
      context.output.answer(report, () => text(report));
      for (const note of report.notes) context.output.message(`note: ${note}`);
      if (!report.ok) context.exitCode = ExitCode.failed;
    });
}

async function settingsOf(options: TestOptions, context: CliContext): Promise<Record<string, unknown>> {
  const secrets = new SecretReader(context.environment);
  const settings = options.settings === undefined ? {} : await readSettings(options.settings, context);
  for (const assignment of options.set ?? []) {
    const { path, value } = parseAssignment(assignment);
    setByPath(settings, path, value);
  }
  for (const path of options.setSecret ?? []) setByPath(settings, path, await secrets.fromInput(path));
  return settings;
}

async function readSettings(file: string, context: CliContext): Promise<Record<string, unknown>> {
  const bytes = await nodeDisk.read(resolve(file)).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} cannot be read: ${error.code ?? error.message}`, 'Give a file of settings in YAML.');
  });
  const document = new YamlDocument(bytes.toString());
  context.faultFile = file;
  if (document.faults.length > 0) throw new SettingsError(`${file} is not valid`, document.faults);
  context.faultFile = undefined;
  const { value } = document;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new UsageError(`${file} holds no settings`, 'Write them as under "settings:" of a destination.');
}

/** While it runs, where a person watches. */
function tell(context: CliContext, { name, outcome, index, count }: PluginCase): void {
  if (outcome === 'running' && context.environment.stderr.isTTY === true) {
    context.output.message(`${index + 1}/${count} ${oneLine(name)}`);
  }
}

const states = { passed: 'ok', failed: 'FAILED', skipped: 'skipped', running: 'running' } as const;

function text({ plugin, version, path, cases }: PluginTestReport): string {
  const count = (outcome: PluginCase['outcome']) => cases.filter((one) => one.outcome === outcome).length;
  const failed = cases.filter(({ outcome }) => outcome === 'failed');
  return [
    oneLine(`${plugin} ${version}, in ${path}`),
    '',
    table(
      ['RESULT', 'THE PLUGIN …'],
      cases.map(({ name, outcome, message }) => [
        states[outcome],
        outcome === 'skipped' && message !== undefined ? `${name} (${message})` : name,
      ]),
    ),
    ...failed.flatMap(({ name, message, hint }) => [
      '',
      wrap(oneLine(`FAILED: ${name}`)),
      wrap(oneLine(message ?? 'No reason is known.'), '  '),
      ...(hint === undefined ? [] : [wrap(oneLine(`What to do: ${hint}`), '  ')]),
    ]),
    '',
    `${countText(count('passed'), 'rule')} kept, ${count('failed')} broken, ${count('skipped')} skipped by the manifest`,
  ].join('\n');
}
