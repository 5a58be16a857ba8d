import type { Application, StatusReport } from '@integration-client/core/application';
import type { Configuration } from '@integration-client/core/configuration';
import { createContext, useContext } from 'react';
import type { Backend } from '../backend.js';
import { Poll } from './poll.js';
import { Runs } from './runs.js';

/** Milliseconds between two looks at the status while something runs, and while nothing does. */
const busyInterval = 1_000;
const idleInterval = 2_000;

/** Milliseconds between two looks at the settings, which others may change. */
const settingsInterval = 5_000;

/** Everything the screens know, and all they can do. */
export class Client {
  readonly backend: Backend;
  readonly status: Poll<StatusReport>;
  readonly configuration: Poll<Configuration>;
  /** The runs that were started here. */
  readonly runs: Runs;

  constructor(backend: Backend) {
    this.backend = backend;
    this.status = new Poll(
      () => this.ask((application) => application.status({})),
      (status) => (isBusy(status, this.runs) ? busyInterval : idleInterval),
    );
    this.configuration = new Poll(
      () => this.ask((application) => application.configuration({})),
      () => settingsInterval,
    );
    this.runs = new Runs(this);
  }

  /** Asks the application something. */
  ask<T>(question: (application: Application) => Promise<T>): Promise<T> {
    return this.backend.use(question);
  }

  /** Has the application change something, and looks what came of it. */
  async change<T>(action: (application: Application) => Promise<T>): Promise<T> {
    try {
      return await this.backend.use(action);
    } finally {
      await Promise.all([this.configuration.refresh(), this.status.refresh()]);
    }
  }
}

/** Something runs, or is due within moments. */
function isBusy(status: StatusReport | undefined, runs: Runs): boolean {
  if (status === undefined || runs.get().length > 0 || status.running.length > 0) return true;
  const next = status.nextScheduledRun;
  return status.schedules.some(({ running }) => running) || (next !== undefined && isNear(next));
}

function isNear(iso: string): boolean {
  return Math.abs(Date.parse(iso) - Date.now()) < 2 * idleInterval;
}

/** See {@link useClient}. */
export const ClientContext = createContext<Client | undefined>(undefined);

/** What the screens work with. */
export function useClient(): Client {
  const client = useContext(ClientContext);
  if (client === undefined) throw new TypeError('a screen is shown outside of the application');
  return client;
}
