import type { ServiceStep } from '@integration-client/core/scheduler-service';
import { ConfigError } from '@integration-client/sdk';
import { managerMissing } from './errors.js';
import { refuseCredentials } from './launchd.js';
import type { Machine } from './machine.js';
import { type ServiceDefinition, type ServiceManager, type ServiceState, serviceName } from './service-manager.js';
import { winswHomeMark, winswXml } from './winsw-xml.js';

/** Accounts of Windows that have no password, with what `icacls` calls them in every language. */
const ownAccounts: Readonly<Record<string, { readonly username: string; readonly sid: string }>> = {
  localservice: { username: 'NT AUTHORITY\\LocalService', sid: '*S-1-5-19' },
  networkservice: { username: 'NT AUTHORITY\\NetworkService', sid: '*S-1-5-20' },
  localsystem: { username: 'LocalSystem', sid: '*S-1-5-18' },
};

/** A Windows service through WinSW, a program that people have to put in its place. */
export class Winsw implements ServiceManager {
  readonly name = 'Windows services (WinSW)';
  readonly scope = 'system';
  readonly definitionFile: string;
  /** WinSW under the name by which it finds its configuration. Only administrators may write there. */
  readonly #wrapper: string;
  readonly #directory: string;
  readonly #machine: Machine;

  constructor(machine: Machine) {
    this.#machine = machine;
    this.#directory = `${machine.variables.ProgramFiles || 'C:\\Program Files'}\\Integration Client`;
    this.#wrapper = `${this.#directory}\\${serviceName}.exe`;
    this.definitionFile = `${this.#directory}\\${serviceName}.xml`;
  }

  homeMark(home: string): string {
    return winswHomeMark(home);
  }

  async check({ account, credentials }: ServiceDefinition): Promise<void> {
    refuseCredentials('Windows', credentials);
    if (account !== undefined && accountOf(account) === undefined) {
      throw new ConfigError(`${account} is an account with a password, which no file may hold`, {
        code: 'service-account',
        hint: 'Install the service without --account, and choose the account in services.msc under "Log On". Without a password: LocalService, NetworkService, LocalSystem, a managed account (DOMAIN\\NAME$).',
      });
    }
    await this.#checkWrapper();
  }

  async install({ home, account = 'LocalService' }: ServiceDefinition): Promise<ServiceStep[]> {
    const { username, sid } = accountOf(account) ?? { username: account, sid: account };
    return [
      { step: 'make-directory', path: this.#directory },
      { step: 'run', command: ['icacls', home, '/grant', `${sid}:(OI)(CI)M`] },
      {
        step: 'write',
        path: this.definitionFile,
        content: winswXml({ home, account: username }, this.#machine.hostCommand),
      },
      { step: 'run', command: [this.#wrapper, 'install'] },
      { step: 'run', command: [this.#wrapper, 'start'] },
    ];
  }

  async uninstall(): Promise<ServiceStep[]> {
    await this.#checkWrapper();
    const { state } = await this.state();
    return [
      ...(state === 'running' ? await this.stop() : []),
      { step: 'run', command: [this.#wrapper, 'uninstall'] },
      { step: 'remove', path: this.definitionFile },
    ];
  }

  async start(): Promise<ServiceStep[]> {
    return [{ step: 'run', command: [this.#wrapper, 'start'] }];
  }

  async stop(): Promise<ServiceStep[]> {
    return [{ step: 'run', command: [this.#wrapper, 'stop'] }];
  }

  /** WinSW 2 says Started, Stopped or NonExistent; 3 says Active, Inactive or NonExistent. */
  async state(): Promise<ServiceState> {
    await this.#checkWrapper();
    const answer = await this.#machine.run([this.#wrapper, 'status']);
    const said = answer.stdout.trim();
    if (/^(Started|Active|Running)/i.test(said)) return { state: 'running', reason: 'starts with the machine' };
    if (/^(Stopped|Inactive)/i.test(said)) {
      return { state: 'stopped', reason: 'it was stopped, or it failed: see ic logs --service' };
    }
    if (/^NonExistent/i.test(said)) {
      return { state: 'stopped', reason: 'Windows does not know it any more: ic service uninstall, then install' };
    }
    throw managerMissing(this.name, { ...answer, stderr: answer.stderr || said });
  }

  notes(): string[] {
    return ['Destinations on the network need another account: services.msc, "Log On".'];
  }

  async #checkWrapper(): Promise<void> {
    if ((await this.#machine.disk.stat(this.#wrapper))?.isFile === true) return;
    throw new ConfigError(`WinSW is missing: ${this.#wrapper}`, {
      code: 'service-winsw-missing',
      hint: 'Download WinSW-x64.exe (2.12 or 3) from https://github.com/winsw/winsw/releases, and put it there under this name.',
    });
  }
}

function accountOf(account: string): { readonly username: string; readonly sid: string } | undefined {
  const own = ownAccounts[account.toLowerCase()];
  return own ?? (/^[^\\]+\\[^\\]+\$$/.test(account) ? { username: account, sid: account } : undefined);
}
