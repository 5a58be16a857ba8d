import type { Application } from '@integration-client/core/application';
import type { Clock } from '@integration-client/core/clock';
import { connectControl } from '@integration-client/core/control/client';
import { lockHome } from '@integration-client/core/control/home-lock';
import type { Home } from '@integration-client/core/home';
import { createServerSettings, createSettingsDatabase, openStore } from '@integration-client/core/store/open-store';
import {
  type RelocateCall,
  type Relocation,
  type RelocationTarget,
  relocate,
} from '@integration-client/core/store/relocate';
import { type KeyRotation, rotateKey } from '@integration-client/core/store/rotate-key';
import { settingsDatabaseExists } from '@integration-client/core/store/settings-database-exists';
import type { SqlServerPlace } from '@integration-client/core/store/settings-place';
import { systemClock } from '@integration-client/core/system-clock';
import { ConfigError, type Disk, nodeDisk } from '@integration-client/sdk';
import { composeHost } from '../container.js';
import { KnownSecrets } from '../known-secrets.js';
import { logPlace, openHostLog } from '../log-place.js';
import { type RunTask, runInWorker } from '../worker/supervisor.js';
import { HostApplication } from './host-application.js';
import { Notifications } from './notifications.js';
import { Sites } from './sites.js';

/** An application to work with, wherever it runs. */
export interface OpenApplication {
  readonly application: Application;
  /** True: a running host does the work; false: this process does. */
  readonly hosted: boolean;
  close(): Promise<void>;
}

/**
 * The application of the running host, or where none runs one of this process on the settings database.
 * Throws ConfigError `no-settings-database`.
 * @param options for one of this process, see {@link openHere}
 */
export async function openApplication(home: Home, options?: OpenHereOptions): Promise<OpenApplication> {
  const hosted = await connectControl(home);
  if (hosted !== undefined) return { application: hosted, hosted: true, close: async () => {} };
  const local = await openHere(home, 'ic', options);
  return { application: local.application, hosted: false, close: local.close };
}

/** Whether there is a settings database to open. */
export function isInitialised(home: Home): Promise<boolean> {
  return settingsDatabaseExists(home);
}

/** Makes the settings database, in the home or on a server, and its key. Throws ConfigError `settings-database-exists`. */
export async function initialise(home: Home, place?: SqlServerPlace): Promise<void> {
  await (place === undefined ? createSettingsDatabase(home) : createServerSettings(home, place));
}

/**
 * Moves the settings database, see {@link relocate}; no host can start meanwhile. Throws ConfigError `host-already-running`.
 */
export async function relocateSettings(home: Home, target: RelocationTarget, call: RelocateCall): Promise<Relocation> {
  if ((await connectControl(home)) !== undefined) throw hostRuns(home);
  if (!(await isInitialised(home))) return relocate(home, target, call);
  const lock = await lockHome(home);
  try {
    return await relocate(home, target, call);
  } finally {
    lock.release();
  }
}

/**
 * Seals all secrets under a new key, see {@link rotateKey}; no host can start meanwhile. Throws ConfigError
 * `host-already-running`, `no-settings-database`.
 */
export async function changeKey(home: Home): Promise<KeyRotation> {
  if ((await connectControl(home)) !== undefined) throw hostRuns(home, 'it holds the old key.');
  if (!(await isInitialised(home))) await openStore(home);
  const lock = await lockHome(home);
  try {
    return await rotateKey(home);
  } finally {
    lock.release();
  }
}

function hostRuns(home: Home, why = 'it would go on with the old settings database.'): ConfigError {
  return new ConfigError(`A host is running in ${home.directory}`, {
    code: 'host-already-running',
    hint: `Stop it first: ${why}`,
  });
}

/** How an application is opened. */
export interface OpenHereOptions {
  readonly disk?: Disk;
  /** Standard error has the messages, too. Default: those of the service. */
  readonly console?: boolean;
  readonly clock?: Clock;
  /** What runs the tasks of transfers. Default: a process for each. */
  readonly runTask?: RunTask;
}

/** An application of this process, with what it is made of. */
export type ApplicationHere = Awaited<ReturnType<typeof openHere>>;

/**
 * Opens the settings database and puts an application together in this process; `log` is where it writes. The service
 * reads the whole database first, as it runs long; a command would take too long with it.
 */
export async function openHere(home: Home, log: 'ic' | 'service', options: OpenHereOptions = {}) {
  const { disk = nodeDisk, console = log === 'service', clock = systemClock, runTask = runInWorker } = options;
  const store = await openStore(home, () => clock.now(), { disk, checkWhole: log === 'service' });
  try {
    const configuration = await store.configuration.load();
    const secrets = new KnownSecrets();
    secrets.addConfiguration(configuration);
    const place = logPlace(home, configuration.application);
    const hostLog = openHostLog(log, place, configuration.application, secrets, console);
    const container = composeHost({ home, store, clock, disk, log: hostLog, logPlace: place, secrets, runTask });
    await store.saveFact('lastProgramRun', clock.now().toISOString());
    return {
      home,
      clock,
      application: container.resolve(HostApplication),
      mail: container.resolve(Notifications),
      store,
      log: hostLog,
      async close(): Promise<void> {
        await container.resolve(Sites).close();
        await hostLog.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}
