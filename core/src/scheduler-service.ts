/** Whose service it is: the machine's, or the one of the user who is logged in. */
export type ServiceScope = 'system' | 'user';

/** A secret that systemd hands to the service, and to nobody else. */
export interface ServiceCredential {
  /** Settings name it `credential:NAME`. */
  readonly name: string;
  /** Absolute path of the file that holds it; only root needs to be able to read it. */
  readonly file: string;
}

/** Reads `NAME=FILE`; undefined where it is not that. The file is as it was written. */
export function readCredential(text: string): ServiceCredential | undefined {
  const [, name, file] = /^([A-Za-z0-9_][A-Za-z0-9_.-]*)=(.+)$/.exec(text) ?? [];
  return name === undefined || file === undefined ? undefined : { name, file };
}

/** A change of the service that runs the scheduler. */
export type ServiceChange =
  | {
      readonly action: 'install';
      readonly scope: ServiceScope;
      /** The account it runs under. Absent: one of its own where the platform can have one made. */
      readonly account?: string;
      /** Directories that it may write into, besides the home and the logs. Absolute paths. */
      readonly writable: readonly string[];
      readonly credentials: readonly ServiceCredential[];
    }
  | { readonly action: 'uninstall' | 'start' | 'stop'; readonly scope: ServiceScope };

/** One step of a change. */
export type ServiceStep =
  | { readonly step: 'make-directory'; readonly path: string }
  | { readonly step: 'write'; readonly path: string; readonly content: string }
  | { readonly step: 'remove'; readonly path: string }
  /** A program and its arguments; no shell comes between. */
  | { readonly step: 'run'; readonly command: readonly string[] };

/** A step as people read it. */
export function stepText(step: ServiceStep): string {
  if (step.step === 'run') return `run ${step.command.map(shown).join(' ')}`;
  return `${step.step === 'make-directory' ? 'make directory' : step.step} ${step.path}`;
}

function shown(word: string): string {
  return /^[\w@%+=:,./\\*()-]+$/.test(word) ? word : `'${word}'`;
}

/** What a change does, in order, and what a person should know about it. */
export interface ServicePlan {
  readonly steps: readonly ServiceStep[];
  readonly notes: readonly string[];
}

/** How the service is. */
export interface ServiceReport {
  readonly state: 'running' | 'stopped' | 'not installed';
  /** Why it is so, as people read it. */
  readonly reason: string;
  /** "systemd", "launchd", "Windows services (WinSW)". */
  readonly manager: string;
  readonly scope: ServiceScope;
  /** The file that the service manager reads. */
  readonly definition: string;
  /** Process of the running service. */
  readonly pid?: number;
}

/**
 * The service of the operating system that runs the scheduler ("Install Scheduler", "Start", "Stop", "Uninstall"). It works
 * in the process that asks, never through the host that it starts and stops. Errors are ConfigError with a code
 * `service-…` and what to do, and UnreachableError `service-manager-missing`.
 */
export interface SchedulerService {
  /** What a change would do. Changes nothing, and does not mind what is installed. */
  plan(change: ServiceChange): Promise<ServicePlan>;
  /** Throws what would keep a change from being made now: nothing is. */
  check(change: ServiceChange): Promise<void>;
  /** Makes a change; answers what was done. `onStep` hears of each step before it is taken. */
  execute(change: ServiceChange, onStep?: (step: ServiceStep) => void): Promise<ServicePlan>;
  status(scope: ServiceScope): Promise<ServiceReport>;
  /** Whether a service is installed for this home, whoever's it is. */
  isInstalled(): Promise<boolean>;
}
