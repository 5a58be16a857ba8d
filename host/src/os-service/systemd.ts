import { posix } from 'node:path';
import type { ServiceScope, ServiceStep } from '@integration-client/core/scheduler-service';
import { ConfigError } from '@integration-client/sdk';
import { managerMissing } from './errors.js';
import type { Machine } from './machine.js';
import { type ServiceDefinition, type ServiceManager, type ServiceState, serviceName } from './service-manager.js';
import { readUnitState, stateProperties } from './systemd-state.js';
import { unitHomeMark, unitText } from './systemd-unit.js';

/** Only what a person can be named by in a unit and a command. */
const accountName = /^[a-z_][a-z0-9_-]{0,30}\$?$/;

const unit = `${serviceName}.service`;
const notifyPrograms = ['/usr/bin/systemd-notify', '/bin/systemd-notify'];

/** systemd, the machine's or a user's. */
export class Systemd implements ServiceManager {
  readonly name = 'systemd';
  readonly scope: ServiceScope;
  readonly definitionFile: string;
  readonly #machine: Machine;

  constructor(machine: Machine, scope: ServiceScope) {
    this.#machine = machine;
    this.scope = scope;
    const own = machine.variables.XDG_CONFIG_HOME || `${machine.userDirectory}/.config`;
    this.definitionFile = `${scope === 'system' ? '/etc/systemd/system' : `${own}/systemd/user`}/${unit}`;
  }

  homeMark(home: string): string {
    return unitHomeMark(home);
  }

  async check({ home, writable, credentials, logDirectory, account }: ServiceDefinition): Promise<void> {
    const paths = [
      home,
      ...writable,
      ...(logDirectory === undefined ? [] : [logDirectory]),
      ...credentials.map(({ file }) => file),
    ];
    const broken = paths.find((path) => /[\p{Cc}]/u.test(path));
    if (broken !== undefined) {
      throw new ConfigError('A path has control characters, which a unit of systemd cannot hold', {
        code: 'service-path',
        hint: 'Choose another directory.',
      });
    }
    const answer = await this.#machine.run(this.#systemctl('show', '--property=Version').command);
    if (answer.code !== 0) throw managerMissing(this.name, answer);
    if (this.scope === 'user') {
      if (account === undefined) return;
      throw new ConfigError('A user service runs under the account of that user', {
        code: 'service-account',
        hint: 'Leave --account out, or install the service for the machine, without --user.',
      });
    }
    if (account === 'root' || (account !== undefined && !accountName.test(account))) {
      throw new ConfigError(`The service cannot run as ${account}`, {
        code: 'service-account',
        hint: `Name an ordinary account, or leave --account out: then it gets one of its own, ${serviceName}.`,
      });
    }
    const [node, program] = this.#machine.hostCommand;
    for (const [what, path, hint] of [
      ['The home', home, 'Choose another: ic --home /var/lib/integration-client init, and give --home again here.'],
      ['Node', node, 'Install Node for all users (below /usr or /opt), and the client with it.'],
      ['The client', program, 'Install it for all users: npm install --global with a Node below /usr or /opt.'],
    ] as const) {
      if (!/^\/(root|home|run\/user|tmp|var\/tmp)(\/|$)/.test(path)) continue;
      throw new ConfigError(
        `${what} is in ${path}: a service of the machine sees no temporary files and none of users`,
        {
          code: 'service-place',
          hint: `${hint} Or install it for yourself: ic service install --user`,
        },
      );
    }
  }

  async install(definition: ServiceDefinition): Promise<ServiceStep[]> {
    const account = this.scope === 'system' ? (definition.account ?? serviceName) : undefined;
    const found = await Promise.all(notifyPrograms.map((path) => this.#machine.disk.stat(path)));
    const content = unitText(account === undefined ? definition : { ...definition, account }, {
      scope: this.scope,
      hostCommand: this.#machine.hostCommand,
      notifies: found.some((file) => file?.isFile === true),
    });
    return [
      ...(account === undefined ? [] : await this.#accountSteps(account, definition)),
      ...(this.scope === 'user'
        ? [{ step: 'make-directory', path: this.definitionFile.slice(0, -unit.length - 1) } as const]
        : []),
      { step: 'write', path: this.definitionFile, content },
      this.#systemctl('daemon-reload'),
      this.#systemctl('enable', '--now', unit),
    ];
  }

  async uninstall(): Promise<ServiceStep[]> {
    return [
      this.#systemctl('disable', '--now', unit),
      { step: 'remove', path: this.definitionFile },
      this.#systemctl('daemon-reload'),
    ];
  }

  async start(): Promise<ServiceStep[]> {
    return [this.#systemctl('start', unit)];
  }

  async stop(): Promise<ServiceStep[]> {
    return [this.#systemctl('stop', unit)];
  }

  async state(): Promise<ServiceState> {
    const { command } = this.#systemctl('show', unit, `--property=${stateProperties.join(',')}`);
    const answer = await this.#machine.run(command);
    if (answer.code !== 0) throw managerMissing(this.name, answer);
    return readUnitState(answer.stdout, `journalctl ${this.scope === 'user' ? '--user ' : ''}--unit ${serviceName}`);
  }

  notes({ home, account = serviceName, logDirectory, writable, stores }: ServiceDefinition): string[] {
    if (this.scope === 'user') {
      return ['It runs while you are logged in. To have it run always: sudo loginctl enable-linger "$USER"'];
    }
    const open = [home, ...writable, ...(logDirectory === undefined ? [] : [logDirectory])];
    const closed = stores.filter(({ path }) => !open.some((directory) => isWithin(path, directory)));
    return [
      `The home belongs to ${account}. Use it so: sudo -u ${account} ic --home ${home} status`,
      ...closed.map(
        ({ destination, path }) =>
          `${destination} stores in ${path}, where the service may not write: install it with --write ${path}`,
      ),
      ...(writable.length === 0 ? [] : [`${account} needs the right to write into ${writable.join(', ')}`]),
    ];
  }

  async #accountSteps(account: string, { home, logDirectory }: ServiceDefinition): Promise<ServiceStep[]> {
    const { code } = await this.#machine.run(['id', '-u', account]);
    const create = ['useradd', '--system', '--user-group', '--home-dir', home, '--shell', '/usr/sbin/nologin', account];
    const owned = logDirectory === undefined ? [home] : [home, logDirectory];
    return [
      ...(code === 0 ? [] : [{ step: 'run', command: create } as const]),
      // -h: a link changes its own owner, never that of what it points to.
      { step: 'run', command: ['chown', '-Rh', `${account}:`, ...owned] },
    ];
  }

  #systemctl(...parameters: string[]): Extract<ServiceStep, { step: 'run' }> {
    return { step: 'run', command: ['systemctl', ...(this.scope === 'user' ? ['--user'] : []), ...parameters] };
  }
}

function isWithin(path: string, directory: string): boolean {
  const way = posix.relative(directory, path);
  return way !== '..' && !way.startsWith('../');
}
