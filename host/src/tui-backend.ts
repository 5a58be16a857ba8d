import type { Application } from '@integration-client/core/application';
import { connectControl } from '@integration-client/core/control/client';
import type { Home } from '@integration-client/core/home';
import type { SchedulerService } from '@integration-client/core/scheduler-service';
import { settingsDatabaseExists } from '@integration-client/core/store/settings-database-exists';
import { IntegrationError, nodeDisk } from '@integration-client/sdk';
import type { Backend, BrowsedDirectory } from '@integration-client/tui/backend';
import { browse } from './browse.js';
import type { Machine } from './os-service/machine.js';
import { resolveSource } from './plugins/install/source.js';
import { hostVersion } from './version.js';

type OpenApplicationModule = typeof import('./application/open-application.js');
type OpenHereOptions = Parameters<OpenApplicationModule['openHere']>[2];

/** Loaded when it is needed: where a host runs, it is not. */
function loadModule(): Promise<OpenApplicationModule> {
  return import('./application/open-application.js');
}

/** The application of this process, as long as somebody uses it. */
class OwnApplication {
  readonly #opened: ReturnType<OpenApplicationModule['openHere']>;
  readonly #uses = new Set<Promise<unknown>>();

  /** @param onFailed told when it cannot be opened, so that it is of no use */
  constructor(home: Home, options: OpenHereOptions, onFailed: () => void) {
    this.#opened = loadModule().then(({ openHere }) => openHere(home, 'ic', options));
    this.#opened.catch(onFailed);
  }

  use<T>(action: (application: Application) => Promise<T>): Promise<T> {
    const use = this.#opened.then(({ application }) => action(application)).finally(() => this.#uses.delete(use));
    this.#uses.add(use);
    return use;
  }

  /** Waits for what is under way. Nothing new may begin. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#uses);
    // Where it could not be opened there is nothing to close.
    await this.#opened.then(
      ({ close }) => close(),
      () => {},
    );
  }
}

/**
 * What the terminal UI works with: whatever host runs in the home now, and where none does, an application of this
 * process. That one is closed as soon as a host runs and nothing is under way in it any more.
 */
export class HomeBackend implements Backend {
  readonly version = hostVersion();
  readonly #home: Home;
  readonly #machine: Machine | undefined;
  readonly #options: OpenHereOptions;
  readonly #closing = new Set<Promise<void>>();
  #own: OwnApplication | undefined;

  /**
   * @param machine in place of the one that this process runs on, for services
   * @param options for an application of this process
   */
  constructor(home: Home, machine?: Machine, options?: OpenHereOptions) {
    this.#home = home;
    this.#machine = machine;
    this.#options = options;
  }

  get home(): string {
    return this.#home.directory;
  }

  async isInitialised(): Promise<boolean> {
    if ((await connectControl(this.#home)) !== undefined) return true;
    return settingsDatabaseExists(this.#home);
  }

  browse(directory = process.cwd()): Promise<BrowsedDirectory> {
    return browse(directory);
  }

  pluginSource(text: string): Promise<string> {
    return resolveSource(text, process.cwd(), nodeDisk);
  }

  async service(): Promise<SchedulerService> {
    const { OsService } = await import('./os-service/os-service.js');
    return new OsService(this.#home, this.#machine);
  }

  async initialise(): Promise<void> {
    await (await loadModule()).initialise(this.#home);
  }

  /** Throws what the action throws, and ConfigError `no-settings-database`. */
  async use<T>(action: (application: Application) => Promise<T>): Promise<T> {
    const hosted = await connectControl(this.#home);
    if (hosted === undefined) return this.#useOwn(action);
    this.#retire();
    try {
      return await action(hosted);
    } catch (error) {
      // It ended just before it was asked.
      if (error instanceof IntegrationError && error.code === 'host-not-running') return this.#useOwn(action);
      throw error;
    }
  }

  /** Waits for what is under way in this process, and lets go of the settings database. */
  async close(): Promise<void> {
    this.#retire();
    await Promise.all(this.#closing);
  }

  #useOwn<T>(action: (application: Application) => Promise<T>): Promise<T> {
    // Where it cannot be opened now, the next call tries anew: what is in the way can be put right meanwhile.
    const own =
      this.#own ??
      new OwnApplication(this.#home, this.#options, () => {
        if (this.#own === own) this.#own = undefined;
      });
    this.#own = own;
    return own.use(action);
  }

  #retire(): void {
    if (this.#own === undefined) return;
    const closing = this.#own.close().finally(() => this.#closing.delete(closing));
    this.#own = undefined;
    this.#closing.add(closing);
  }
}
