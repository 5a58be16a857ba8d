import type { Application } from '@integration-client/core/application';
import { type Home, resolveHome } from '@integration-client/core/home';
import type { OpenApplication } from '../application/open-application.js';
import type { CliEnvironment } from './environment.js';
import { ExitCode } from './exit-code.js';
import { Output } from './output.js';
import { canAsk, confirm } from './prompt.js';

/** The options that every command has. */
export interface GlobalOptions {
  readonly home?: string;
  readonly json?: boolean;
}

/** What a command works with. */
export class CliContext {
  readonly environment: CliEnvironment;
  readonly #options: () => GlobalOptions;
  /** How the command ended, unless it throws. */
  exitCode: number = ExitCode.done;
  /** The file that faults found in settings speak of. */
  faultFile: string | undefined;
  #output: Output | undefined;
  #opened: Promise<OpenApplication> | undefined;

  constructor(environment: CliEnvironment, options: () => GlobalOptions) {
    this.environment = environment;
    this.#options = options;
  }

  get output(): Output {
    this.#output ??= new Output(this.environment, this.#options().json === true);
    return this.#output;
  }

  get signal(): AbortSignal {
    return this.environment.signal;
  }

  home(): Home {
    return resolveHome(this.#options().home, this.environment.variables);
  }

  /** Does something with the application of the home directory: a running host's, or else one in this process. */
  async use<T>(action: (application: Application) => Promise<T>): Promise<T> {
    this.#opened ??= this.#open();
    return action((await this.#opened).application);
  }

  /** Lets go of the application. */
  async close(): Promise<void> {
    const opened = await this.#opened?.catch(() => undefined);
    await opened?.close();
  }

  async #open(): Promise<OpenApplication> {
    const home = this.home();
    if (this.environment.open !== undefined) return this.environment.open(home);
    const { initialise, isInitialised, openApplication } = await import('../application/open-application.js');
    if (canAsk(this.environment) && !(await isInitialised(home))) {
      const question = `There is no settings database in ${home.directory}. Create it?`;
      if (await confirm(this.environment, question)) await initialise(home);
    }
    return openApplication(home);
  }
}
