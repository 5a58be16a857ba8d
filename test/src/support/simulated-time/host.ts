import { resolveHome } from '@integration-client/core/home';
import { openHere } from '@integration-client/host/application/open-application';
import { type RunningSchedules, runSchedules } from '@integration-client/host/run-schedules';
import { type RunTask, runInWorker } from '@integration-client/host/worker/supervisor';
import { ChildModule, offer } from '../child-module.js';
import { runTaskHere } from '../task-here.js';
import type { AppliancesMethods, AppliancesOptions } from './appliances.js';
import { takeFootprint } from './footprint.js';
import { IdleSkippingClock } from './idle-skipping-clock.js';

/** How a host lives through simulated time. */
export interface HostOptions {
  readonly home: string;
  /** What its clock shows when it starts; schedules are due first a minute later. */
  readonly from: Date;
  /** Each so manieth transfer runs in a process of its own, as all do in production. 1: all. */
  readonly workerEach: number;
}

const minute = 60_000;

/** The loops of a host that has nothing to do: the scheduler and the notifier sleep; a look after a run may be due besides. */
const loops = 2;

const appliances = new ChildModule<AppliancesMethods>(new URL('./appliances.js', import.meta.url));
let clock: IdleSkippingClock;
let open: Awaited<ReturnType<typeof openHere>>;
let schedules: RunningSchedules | undefined;
let transfers = 0;
let inWorkers = 0;
let latest = 0;

const methods = {
  startAppliances: (options: AppliancesOptions) => appliances.methods.start(options),
  async start({ home, from, workerEach }: HostOptions): Promise<void> {
    clock = new IdleSkippingClock(from, {
      isIdle: (sleepers) => sleepers >= loops && schedules?.scheduler.running().length === 0,
      skip: (ahead) => appliances.methods.setAhead(ahead),
    });
    await appliances.methods.setAhead(from.getTime() - Date.now());
    const runTask: RunTask = (task, options) => {
      if (task.kind !== 'transfer') return runTaskHere(task, options, clock);
      transfers += 1;
      latest = Math.max(latest, clock.now().getTime() % minute);
      if (transfers % workerEach !== 0) return runTaskHere(task, options, clock);
      inWorkers += 1;
      return runInWorker(task, options);
    };
    open = await openHere(resolveHome(home), 'service', { clock, runTask, console: false });
    const { store } = open;
    const nextRun = new Date(from.getTime() + minute);
    for (const { name } of (await store.configuration.load()).schedules) {
      await store.saveScheduleTimes(name, { nextRun });
    }
    schedules = await runSchedules(open);
  },
  /** Lets the host live up to a moment at which it has nothing to do. */
  passTo: (time: Date) => clock.passTo(time),
  footprint: () => takeFootprint(open.home.settingsDatabase),
  /** What the host counted, as monitoring systems read it. */
  metrics: async (): Promise<string> => (await open.application.metrics()).text,
  /** Of all transfers: how many ran in processes of their own, and how late the latest began after its minute, in milliseconds. */
  transfers: () => ({ count: transfers, inWorkers, latest }),
  runsSeen: () => appliances.methods.runsSeen(),
  endedSessions: () => appliances.methods.endedSessions(),
  async stop(): Promise<void> {
    await schedules?.stop();
    await open.close();
    clock.stop();
    await appliances.stop();
  },
};

/** What it offers to its parent. */
export type HostMethods = typeof methods;

offer(methods);
