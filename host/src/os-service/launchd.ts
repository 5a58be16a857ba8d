import type { ServiceScope, ServiceStep } from '@integration-client/core/scheduler-service';
import { ConfigError } from '@integration-client/sdk';
import { plistHomeMark, plistText } from './launchd-plist.js';
import type { Machine } from './machine.js';
import type { ServiceDefinition, ServiceManager, ServiceState } from './service-manager.js';

const label = 'org.integration-client.host';

/** launchd of macOS: a daemon of the machine, or an agent of a user. */
export class Launchd implements ServiceManager {
  readonly name = 'launchd';
  readonly scope: ServiceScope;
  readonly definitionFile: string;
  readonly #machine: Machine;
  readonly #domain: string;

  constructor(machine: Machine, scope: ServiceScope) {
    this.#machine = machine;
    this.scope = scope;
    this.#domain = scope === 'system' ? 'system' : `gui/${machine.uid ?? 0}`;
    const library = scope === 'system' ? '/Library/LaunchDaemons' : `${machine.userDirectory}/Library/LaunchAgents`;
    this.definitionFile = `${library}/${label}.plist`;
  }

  homeMark(home: string): string {
    return plistHomeMark(home);
  }

  async check({ account, credentials }: ServiceDefinition): Promise<void> {
    refuseCredentials(this.name, credentials);
    if (this.scope === 'system' && account === undefined) {
      throw new ConfigError('The account is missing under which the service runs', {
        code: 'service-account',
        hint: 'Name one that exists, and not root: --account NAME; or install it for yourself: ic service install --user',
      });
    }
    if (this.scope === 'user' && account !== undefined) {
      throw new ConfigError('A user service runs under the account of that user', {
        code: 'service-account',
        hint: 'Leave --account out, or install the service for the machine, without --user.',
      });
    }
    if (account === undefined || (await this.#machine.run(['id', '-u', account])).code === 0) return;
    throw new ConfigError(`There is no account named ${account}`, {
      code: 'service-account',
      hint: 'Make one in the system settings, under Users & Groups.',
    });
  }

  async install(definition: ServiceDefinition): Promise<ServiceStep[]> {
    const { account, home, logDirectory } = definition;
    const owned = logDirectory === undefined ? [home] : [home, logDirectory];
    const content = plistText(definition, label, this.#machine.hostCommand);
    return [
      ...(account === undefined ? [] : [{ step: 'run', command: ['chown', '-Rh', `${account}:`, ...owned] } as const]),
      ...(this.scope === 'user'
        ? [{ step: 'make-directory', path: `${this.#machine.userDirectory}/Library/LaunchAgents` } as const]
        : []),
      { step: 'write', path: this.definitionFile, content },
      this.#launchctl('bootstrap', this.#domain, this.definitionFile),
    ];
  }

  async uninstall(): Promise<ServiceStep[]> {
    return [
      ...((await this.#printed()) === undefined ? [] : [this.#launchctl('bootout', this.#target)]),
      { step: 'remove', path: this.definitionFile },
    ];
  }

  async start(): Promise<ServiceStep[]> {
    const isLoaded = (await this.#printed()) !== undefined;
    return [
      isLoaded
        ? this.#launchctl('kickstart', this.#target)
        : this.#launchctl('bootstrap', this.#domain, this.definitionFile),
    ];
  }

  async stop(): Promise<ServiceStep[]> {
    // It ends with 0 then, and launchd starts again only what ended otherwise.
    return [this.#launchctl('kill', 'SIGTERM', this.#target)];
  }

  async state(): Promise<ServiceState> {
    const text = await this.#printed();
    if (text === undefined) return { state: 'stopped', reason: 'launchd has not loaded it: ic service start' };
    const value = (name: string) => new RegExp(`^\\s*${name} = (.*)$`, 'm').exec(text)?.[1] ?? '';
    if (value('state') === 'running') {
      const pid = Number(value('pid'));
      return { state: 'running', reason: 'starts with the machine', ...(pid > 0 ? { pid } : {}) };
    }
    const code = value('last exit code');
    if (code === '2') return { state: 'stopped', reason: 'the settings are wrong (ic-host ended with 2)' };
    if (code === '' || code.startsWith('0') || code.startsWith('(never')) {
      return { state: 'stopped', reason: 'it was stopped, or never started; it starts with the machine' };
    }
    return { state: 'stopped', reason: `ic-host ended with ${code}; launchd starts it again` };
  }

  notes({ account, home }: ServiceDefinition): string[] {
    if (account === undefined) return ['It runs while you are logged in.'];
    return [`The home belongs to ${account} now. Use it so: sudo -u ${account} ic --home "${home}" status`];
  }

  get #target(): string {
    return `${this.#domain}/${label}`;
  }

  /** What launchd says of the service; undefined where it is not loaded. */
  async #printed(): Promise<string | undefined> {
    const { code, stdout } = await this.#machine.run(['launchctl', 'print', this.#target]);
    return code === 0 ? stdout : undefined;
  }

  #launchctl(...parameters: string[]): Extract<ServiceStep, { step: 'run' }> {
    return { step: 'run', command: ['launchctl', ...parameters] };
  }
}

/** Throws ConfigError `service-credentials` where there are any: only systemd has them. */
export function refuseCredentials(manager: string, credentials: ServiceDefinition['credentials']): void {
  if (credentials.length === 0) return;
  throw new ConfigError(`${manager} has no credentials for services`, {
    code: 'service-credentials',
    hint: 'Leave --credential out, and refer to secrets as file:/path.',
  });
}
