import { observationOf } from '@integration-client/core/notify/incident';
import { Notifier } from '@integration-client/core/notify/notifier';
import { Scheduler } from '@integration-client/core/schedule/scheduler';
import type { ApplicationHere } from './application/open-application.js';
import { hostVersion } from './version.js';

/** The scheduler of an application and what tells of its errors, at work. */
export interface RunningSchedules {
  readonly scheduler: Scheduler;
  /** Aborts what runs, and resolves when all of it has ended. */
  stop(): Promise<void>;
}

/** Runs the schedules of an application by its clock, and has it tell by mail what goes wrong. */
export async function runSchedules(open: ApplicationHere): Promise<RunningSchedules> {
  const { application, clock, home, mail, store, log } = open;
  const notifier = new Notifier({
    clock,
    state: store,
    isShared: store.description.kind === 'sqlserver',
    lease: () => store.lease('mail'),
    configuration: () => store.configuration.load(),
    send: (text, signal) => mail.send(text, signal),
    writer: mail.writer,
    log: log.logger('notifications'),
  });
  const hostLog = log.logger('host');
  const scheduler = new Scheduler({
    clock,
    settings: async () => {
      try {
        const { schedules, application: own } = await store.configuration.load();
        // They can be changed by another program, too.
        log.setLevel(own.logLevel);
        log.setFormat(own.logFormat);
        void notifier.observe([observationOf({})]);
        return { schedules, timeZone: own.timeZone };
      } catch (error) {
        void notifier.observe([observationOf({}, error)]);
        throw error;
      }
    },
    times: {
      load: (name) => store.scheduleTimes(name),
      loadAll: () => store.allScheduleTimes(),
      save: (name, times) => store.saveScheduleTimes(name, times),
    },
    lease: (name) => store.lease(name),
    run: async (name, signal) => (await application.execute(name, { signal })).outcome,
    log: hostLog,
  });
  application.attach(scheduler, notifier);
  await notifier.start();
  hostLog.info(`Scheduler started, version ${hostVersion()}, process ${process.pid}, home ${home.directory}`);
  scheduler.start();
  return {
    scheduler,
    async stop() {
      await scheduler.stop();
      await notifier.stop();
    },
  };
}
