import { resolveHome } from '@integration-client/core/home';
import type { RunReport } from '@integration-client/core/run';
import { createSettingsDatabase, openStore } from '@integration-client/core/store/open-store';
import type { Store } from '@integration-client/core/store/store';
import { HostApplication } from '@integration-client/host/application/host-application';
import { Notifications } from '@integration-client/host/application/notifications';
import { type TransferRequest, Transfers } from '@integration-client/host/application/transfers';
import { composeHost } from '@integration-client/host/container';
import { KnownSecrets } from '@integration-client/host/known-secrets';
import { logPlace, openHostLog } from '@integration-client/host/log-place';
import { type RunningSchedules, runSchedules } from '@integration-client/host/run-schedules';
import { runInWorker } from '@integration-client/host/worker/supervisor';
import { nodeDisk } from '@integration-client/sdk';
import { offer } from '../../support/child-module.js';
import { IdleSkippingClock } from '../../support/simulated-time/idle-skipping-clock.js';
import type { Measurement } from '../benchmark.js';
import { Stopwatch } from '../stopwatch.js';

const minute = 60_000;

/** The loops of a host that has nothing to do: the scheduler and the notifier sleep; a look after a run may be due besides. */
const loops = 2;

/** How long a simulated transfer takes, in milliseconds. */
const transferTime = 1_000;

/** A home, and how many minutes its schedules are watched. */
export interface Watch {
  readonly home: string;
  readonly minutes: number;
}

const methods = {
  /** Makes a home with so many sites, each with a schedule that is due every minute. */
  async fill({ home, sites }: { readonly home: string; readonly sites: number }): Promise<void> {
    await createSettingsDatabase(resolveHome(home));
    const store = await openStore(resolveHome(home));
    const names = Array.from({ length: sites }, (_, site) => `Site ${site}`);
    await store.configuration.save(
      {
        ...(await store.configuration.load()),
        sites: names.map((name, site) => ({
          name,
          enabled: true,
          host: `site-${site}.example.com`,
          account: { type: 'api', clientId: 'bench', clientSecret: `secret of ${name}` },
        })),
        destinations: [{ name: 'Archive', enabled: true, plugin: 'filesystem', settings: {} }],
        schedules: names.map((site) => ({
          name: site,
          enabled: true,
          every: { minutes: 1 },
          transfers: [{ site, destination: 'Archive', operations: ['sessions'] }],
        })),
      },
      () => [],
    );
    await store.close();
  },
  /**
   * Runs all schedules for some minutes: one run of each is a unit, and the seconds are those by which the latest run of all
   * began after its minute.
   */
  async watch({ home: directory, minutes }: Watch): Promise<Measurement> {
    const home = resolveHome(directory);
    const store = await openStore(home);
    const { schedules, application: settings } = await store.configuration.load();
    const transfers = new SimulatedTransfers(store);
    let running: RunningSchedules | undefined;
    const clock = new IdleSkippingClock(new Date(), {
      isIdle: (sleepers) => sleepers >= loops && running?.scheduler.running().length === 0,
      skip: async () => {},
    });
    const due = new Date(clock.now().getTime() + 500 + 2 * schedules.length);
    for (const { name } of schedules) await store.saveScheduleTimes(name, { nextRun: due });
    const secrets = new KnownSecrets();
    const place = logPlace(home, settings);
    const log = openHostLog('service', place, settings, secrets, false);
    const container = composeHost({
      home,
      store,
      clock,
      disk: nodeDisk,
      log,
      logPlace: place,
      secrets,
      runTask: runInWorker,
    });
    transfers.now = () => clock.now().getTime();
    container.register(Transfers, { useValue: transfers as unknown as Transfers });
    const application = container.resolve(HostApplication);
    const mail = container.resolve(Notifications);
    const watch = new Stopwatch();
    await watch.time(async () => {
      running = await runSchedules({ home, clock, application, mail, store, log, close: async () => {} });
      await clock.passTo(new Date(due.getTime() + (minutes - 0.5) * minute));
    });
    const runs = transfers.ended;
    if (runs !== schedules.length * minutes) throw new Error(`${runs} runs ended, not ${schedules.length * minutes}`);
    await running?.stop();
    clock.stop();
    await log.close();
    await store.close();
    return { ...(await watch.measurement(runs)), seconds: transfers.latest / 1000 };
  },
};

/** What it offers to its parent. */
export type HostMethods = typeof methods;

/**
 * In place of workers and appliances: each transfer reads and writes what one that finds nothing new does in the settings
 * database, and takes a second. All run side by side.
 */
class SimulatedTransfers implements Pick<Transfers, 'run' | 'queue'> {
  now = (): number => Date.now();
  /** The most milliseconds by which a run began late. */
  latest = 0;
  underWay = 0;
  ended = 0;
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  get queue() {
    return { running: this.underWay, waiting: 0 };
  }

  async run(requests: readonly TransferRequest[]): Promise<RunReport> {
    const began = this.now();
    this.underWay++;
    // Each site has a schedule of its name; when it is due is remembered until its run has ended.
    const { nextRun } = await this.#store.scheduleTimes(requests[0]?.site ?? '');
    this.latest = Math.max(this.latest, began - (nextRun?.getTime() ?? 0));
    const transfers = await Promise.all(requests.map((request) => this.#transfer(request)));
    this.underWay--;
    this.ended++;
    const [started, finished] = [began, this.now()].map((time) => new Date(time).toISOString()) as [string, string];
    return { started, finished, outcome: 'done', transfers };
  }

  async #transfer({ site, destination }: TransferRequest): Promise<RunReport['transfers'][number]> {
    const state = await this.#store.transferState(site, destination);
    await Promise.all([state.product(), state.checkpoint('sessions'), state.pending()]);
    await new Promise((resolve) => setTimeout(resolve, transferTime));
    const time = new Date(this.now());
    await state.saveCheckpoint('sessions', { through: time, asked: time });
    return { site, destination, outcome: 'done', operations: {}, requests: 3, problems: [] };
  }
}

offer(methods);
