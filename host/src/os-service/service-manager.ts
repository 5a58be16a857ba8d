import type {
  ServiceCredential,
  ServiceReport,
  ServiceScope,
  ServiceStep,
} from '@integration-client/core/scheduler-service';

/** What a service is made of. Paths are absolute. */
export interface ServiceDefinition {
  readonly home: string;
  /** The home's logs, where they lie elsewhere. */
  readonly logDirectory?: string;
  readonly account?: string;
  readonly writable: readonly string[];
  readonly credentials: readonly ServiceCredential[];
  /** Where destinations store, as far as their settings say. */
  readonly stores: readonly { readonly destination: string; readonly path: string }[];
}

/** What a service manager knows of an installed service. */
export type ServiceState = Pick<ServiceReport, 'reason' | 'pid'> & { readonly state: 'running' | 'stopped' };

/** One of the operating systems' ways to run a service, for one scope. Only `state` and the plans ask the machine; nothing changes. */
export interface ServiceManager {
  /** As people know it: "systemd". */
  readonly name: string;
  readonly scope: ServiceScope;
  /** The file that makes the service. */
  readonly definitionFile: string;
  /** How the home of a definition is written in it. */
  homeMark(home: string): string;
  /** Throws ConfigError for what this manager, or this machine, cannot do. */
  check(definition: ServiceDefinition): Promise<void>;
  install(definition: ServiceDefinition): Promise<readonly ServiceStep[]>;
  uninstall(): Promise<readonly ServiceStep[]>;
  start(): Promise<readonly ServiceStep[]>;
  stop(): Promise<readonly ServiceStep[]>;
  /** How an installed service is. */
  state(): Promise<ServiceState>;
  /** What a person should know after an installation. */
  notes(definition: ServiceDefinition): readonly string[];
}

/** The name of the service, and of the account that is made for it. */
export const serviceName = 'integration-client';
