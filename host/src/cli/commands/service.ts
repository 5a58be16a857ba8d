import { resolve } from 'node:path';
import {
  readCredential,
  type ServiceChange,
  type ServiceCredential,
  type ServicePlan,
  type ServiceReport,
  type ServiceScope,
  stepText,
} from '@integration-client/core/scheduler-service';
import { type Command, InvalidArgumentError } from 'commander';
import type { CliContext } from '../context.js';

interface ScopeOption {
  readonly user?: boolean;
}

interface ChangeOptions extends ScopeOption {
  readonly print?: boolean;
}

interface InstallOptions extends ChangeOptions {
  readonly account?: string;
  readonly write?: readonly string[];
  readonly credential?: readonly ServiceCredential[];
}

/** `ic service` */
export function addServiceCommand(program: Command, context: CliContext): void {
  const service = program.command('service').summary('the service of the operating system that runs the schedules');
  service.description(
    'Installs ic-host as a service of the operating system, starts and stops it. With systemd (Linux), launchd (macOS) and WinSW (Windows).',
  );
  addInstall(service, context);
  for (const [action, summary] of [
    ['uninstall', 'stop the service and take it away; settings and data stay'],
    ['start', 'start the service'],
    ['stop', 'stop the service; running transfers end without half a file'],
  ] as const) {
    changeCommand(service, action, summary).action((options: ChangeOptions) =>
      change({ action, scope: scopeOf(options) }, options, context),
    );
  }
  scoped(service.command('status').summary('say whether it is running, stopped or not installed, and why'))
    .addHelpText('after', '\nExamples:\n  ic service status\n  ic service status --user --json')
    .action(async (options: ScopeOption) => {
      const report = await (await serviceOf(context)).status(scopeOf(options));
      context.output.answer(report, () => reportText(report));
    });
}

function addInstall(service: Command, context: CliContext): void {
  changeCommand(service, 'install', 'install the service, start it now and with the machine')
    .description(
      'Installs ic-host as a service, starts it, and has it started with the machine. The settings database has to exist. ' +
        'On Linux the service of the machine runs under an account of its own, which the home is handed to, and may write only ' +
        'into the home, the logs and what --write names.',
    )
    .option('--account <name>', 'account it runs under (default: integration-client on Linux, LocalService on Windows)')
    .option('--write <dir>', 'directory that it may write into (systemd); may be given again', directories)
    .option(
      '--credential <name=file>',
      'secret that settings name credential:NAME, from a file of root (systemd); may be given again',
      credentials,
    )
    .addHelpText(
      'after',
      '\nExamples:\n  sudo ic --home /var/lib/integration-client service install --write /archive\n' +
        '  ic service install --user\n  ic service install --print\n' +
        '  sudo ic --home /var/lib/integration-client service install --credential smtp=/etc/ic/smtp',
    )
    .action((options: InstallOptions) => {
      const { account, write = [], credential = [] } = options;
      const request = { action: 'install', scope: scopeOf(options), writable: write, credentials: credential } as const;
      return change({ ...request, ...(account === undefined ? {} : { account }) }, options, context);
    });
}

function changeCommand(service: Command, name: string, summary: string): Command {
  return scoped(service.command(name).summary(summary)).option('--print', 'show what would be done, and do nothing');
}

function scoped(command: Command): Command {
  return command.option('--user', 'the service of the user who is logged in, not of the machine');
}

function scopeOf({ user }: ScopeOption): ServiceScope {
  return user === true ? 'user' : 'system';
}

async function change(request: ServiceChange, { print }: ChangeOptions, context: CliContext): Promise<void> {
  const service = await serviceOf(context);
  if (print === true) {
    const plan = await service.plan(request);
    context.output.answer(plan, () => planText(plan));
    for (const note of plan.notes) context.output.message(note);
    return;
  }
  const plan = await service.execute(request, (step) => context.output.message(stepText(step)));
  const done = { install: 'installed and started', uninstall: 'uninstalled', start: 'started', stop: 'stopped' };
  context.output.answer({ service: done[request.action], ...plan }, () => `The service is ${done[request.action]}.`);
  for (const note of plan.notes) context.output.message(note);
}

async function serviceOf(context: CliContext) {
  const { OsService } = await import('../../os-service/os-service.js');
  const { thisMachine } = await import('../../os-service/machine.js');
  return new OsService(context.home(), context.environment.machine ?? thisMachine(context.environment.variables));
}

function planText({ steps }: ServicePlan): string {
  return steps
    .map((step) => (step.step === 'write' ? `# ${stepText(step)}\n${step.content}` : `# ${stepText(step)}`))
    .join('\n');
}

function reportText({ state, reason, manager, scope, definition, pid }: ServiceReport): string {
  const process = pid === undefined ? '' : ` (process ${pid})`;
  return [
    ['Service:', `${state}${process}`],
    ['Why:', reason],
    ['Manager:', `${manager}, ${scope === 'user' ? 'of this user' : 'of the machine'}`],
    ['Definition:', definition],
  ]
    .map(([name = '', value]) => `${name.padEnd(13)}${value}`)
    .join('\n');
}

function directories(value: string, before: readonly string[] = []): string[] {
  return [...before, resolve(value)];
}

function credentials(value: string, before: readonly ServiceCredential[] = []): ServiceCredential[] {
  const credential = readCredential(value);
  if (credential === undefined) {
    throw new InvalidArgumentError('It must be NAME=FILE, with a name of letters, digits, _, . and -.');
  }
  return [...before, { ...credential, file: resolve(credential.file) }];
}
