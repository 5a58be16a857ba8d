import { connectControl } from '@integration-client/core/control/client';
import type { Home } from '@integration-client/core/home';
import type {
  SchedulerService,
  ServiceChange,
  ServicePlan,
  ServiceReport,
  ServiceScope,
  ServiceStep,
} from '@integration-client/core/scheduler-service';
import { ConfigError, IntegrationError } from '@integration-client/sdk';
import { carryOut } from './carry-out.js';
import { notPermitted } from './errors.js';
import { type Machine, thisMachine } from './machine.js';
import { managerFor, managersOf } from './managers.js';
import type { ServiceDefinition, ServiceManager } from './service-manager.js';
import { readSettingsPlaces, type SettingsPlaces } from './settings-places.js';

type Install = Extract<ServiceChange, { action: 'install' }>;

/** The scheduler as a service of this machine's operating system. */
export class OsService implements SchedulerService {
  readonly #home: Home;
  readonly #machine: Machine;
  readonly #readPlaces: typeof readSettingsPlaces;

  constructor(home: Home, machine: Machine = thisMachine(), readPlaces = readSettingsPlaces) {
    this.#readPlaces = readPlaces;
    this.#home = home;
    this.#machine = machine;
  }

  async plan(change: ServiceChange): Promise<ServicePlan> {
    const manager = managerFor(this.#machine, change.scope);
    if (change.action !== 'install') return { steps: await manager[change.action](), notes: [] };
    const definition = definitionOf(change, this.#home, await this.#readPlaces(this.#home).catch(() => undefined));
    const doubts = await manager.check(definition).then(
      () => [],
      (error) => [doubtOf(error)],
    );
    return { steps: await manager.install(definition), notes: [...manager.notes(definition), ...doubts] };
  }

  async check(change: ServiceChange): Promise<void> {
    await this.#prepare(change, managerFor(this.#machine, change.scope));
  }

  async execute(change: ServiceChange, onStep: (step: ServiceStep) => void = () => {}): Promise<ServicePlan> {
    const manager = managerFor(this.#machine, change.scope);
    const plan = await this.#prepare(change, manager);
    const user = change.scope === 'user' ? ' --user' : '';
    const hint = `See why: ic service status${user}. What is installed in part goes with: ic service uninstall${user}`;
    for (const step of plan.steps) {
      onStep(step);
      await carryOut(step, this.#machine, { manager: manager.name, command: this.#commandOf(change), hint });
    }
    return plan;
  }

  async status(scope: ServiceScope): Promise<ServiceReport> {
    const manager = managerFor(this.#machine, scope);
    const report = { manager: manager.name, scope, definition: manager.definitionFile };
    const found = await this.#installed(manager);
    if (found === undefined) return { state: 'not installed', reason: await this.#absence(manager), ...report };
    const { reason, ...state } = await manager.state();
    return { ...state, reason: found === 'other' ? `for another home; ${reason}` : reason, ...report };
  }

  async isInstalled(): Promise<boolean> {
    const found = await Promise.all(managersOf(this.#machine).map((manager) => this.#installed(manager)));
    return found.includes('own');
  }

  /** What is to be done; throws what keeps it from being done. */
  async #prepare(change: ServiceChange, manager: ServiceManager): Promise<ServicePlan> {
    await (change.action === 'install' ? this.#checkInstall(change, manager) : this.#checkInstalled(manager));
    if (change.scope === 'system' && this.#machine.uid !== undefined && this.#machine.uid !== 0) {
      throw notPermitted(this.#machine, 'it belongs to root', this.#commandOf(change));
    }
    return change.action === 'install' ? this.#installation(change, manager) : this.plan(change);
  }

  #commandOf({ action }: ServiceChange): string {
    return `ic --home ${this.#home.directory} service ${action}`;
  }

  async #checkInstall(change: Install, manager: ServiceManager): Promise<void> {
    await manager.check(definitionOf(change, this.#home));
    if ((await this.#installed(manager)) !== undefined) throw alreadyInstalled(manager);
    const { directory, socket } = this.#home;
    if (this.#machine.platform !== 'win32' && !socket.startsWith(directory)) throw longHome(this.#home);
  }

  async #checkInstalled(manager: ServiceManager): Promise<void> {
    const found = await this.#installed(manager);
    if (found === undefined) throw notInstalled(manager, await this.#absence(manager));
    if (found === 'other') throw otherHome(manager);
  }

  async #installation(change: Install, manager: ServiceManager): Promise<ServicePlan> {
    const places = await this.#readPlaces(this.#home);
    if (places === undefined) throw noSettings(this.#home);
    // A socket that another user left says nothing; a host that runs all the same is noticed by the lock of the home.
    if ((await connectControl(this.#home).catch(() => undefined)) !== undefined) throw hostRuns(this.#home);
    const definition = definitionOf(change, this.#home, places);
    return { steps: await manager.install(definition), notes: manager.notes(definition) };
  }

  /** Whether the service is installed, and whether for this home. A definition that may not be read counts as this home's. */
  async #installed(manager: ServiceManager): Promise<'own' | 'other' | undefined> {
    try {
      const text = (await this.#machine.disk.read(manager.definitionFile)).toString();
      return text.includes(manager.homeMark(this.#home.directory)) ? 'own' : 'other';
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : 'own';
    }
  }

  /** Why there is no service, and what there is in its place. */
  async #absence(manager: ServiceManager): Promise<string> {
    const others = managersOf(this.#machine).filter(({ scope }) => scope !== manager.scope);
    for (const other of others) {
      if ((await this.#installed(other)) === undefined) continue;
      const how = other.scope === 'user' ? 'for this user: give --user' : 'for the machine: leave --user out';
      return `there is no ${manager.definitionFile}; it is installed ${how}`;
    }
    const pid = await this.#runningHost();
    if (pid === undefined) return `there is no ${manager.definitionFile}`;
    return `there is no ${manager.definitionFile}; ic-host runs by itself as process ${pid}`;
  }

  async #runningHost(): Promise<number | undefined> {
    try {
      const host = await connectControl(this.#home);
      return (await host?.status({}))?.pid;
    } catch {
      return undefined;
    }
  }
}

function definitionOf(
  { account, writable, credentials }: Install,
  { directory }: Home,
  places: SettingsPlaces = { stores: [] },
): ServiceDefinition {
  return { home: directory, ...places, writable, credentials, ...(account === undefined ? {} : { account }) };
}

function doubtOf(error: unknown): string {
  if (!(error instanceof IntegrationError)) throw error;
  return `It cannot be installed like that: ${error.message}. ${error.hint ?? ''}`.trimEnd();
}

function alreadyInstalled({ definitionFile, scope }: ServiceManager): ConfigError {
  return new ConfigError(`The service is installed already: ${definitionFile}`, {
    code: 'service-already-installed',
    hint: `To change it: ic service uninstall${scope === 'user' ? ' --user' : ''}, then install. Settings and data stay.`,
  });
}

function notInstalled({ scope }: ServiceManager, absence: string): ConfigError {
  return new ConfigError(`The service is not installed: ${absence}`, {
    code: 'service-not-installed',
    hint: `Install it: ic service install${scope === 'user' ? ' --user' : ''}`,
  });
}

function otherHome({ definitionFile }: ServiceManager): ConfigError {
  return new ConfigError(`The service is installed for another home, which ${definitionFile} names`, {
    code: 'service-other-home',
    hint: 'Give that one with --home.',
  });
}

function noSettings({ directory }: Home): ConfigError {
  return new ConfigError(`There is no settings database in ${directory}`, {
    code: 'no-settings-database',
    hint: `Create it first: ic --home ${directory} init`,
  });
}

function hostRuns({ directory }: Home): ConfigError {
  return new ConfigError(`A host is running already in ${directory}`, {
    code: 'host-already-running',
    hint: 'Stop it first: the service starts one of its own.',
  });
}

function longHome({ directory }: Home): ConfigError {
  return new ConfigError(`The path of the home is too long for a service: ${directory}`, {
    code: 'service-place',
    hint: 'The socket has to lie in the home: choose one of at most 90 characters.',
  });
}
