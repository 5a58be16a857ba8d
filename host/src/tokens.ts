import type { Clock } from '@integration-client/core/clock';
import type { Home } from '@integration-client/core/home';
import type { Log } from '@integration-client/core/log/open-log';
import type { SchedulerService } from '@integration-client/core/scheduler-service';
import type { Store } from '@integration-client/core/store/store';
import type { Disk } from '@integration-client/sdk';
import type { InjectionToken } from 'tsyringe';
import type { LogPlace } from './log-place.js';
import type { RunTask } from './worker/supervisor.js';

const token = <T>(name: string): InjectionToken<T> => Symbol.for(`@integration-client/host/${name}`);

/** What the host's classes are given by the composition root, where a class itself is not its own token. */
export const HostTokens = Object.freeze({
  Home: token<Home>('Home'),
  Store: token<Store>('Store'),
  Clock: token<Clock>('Clock'),
  Disk: token<Disk>('Disk'),
  Log: token<Log>('Log'),
  LogPlace: token<LogPlace>('LogPlace'),
  RunTask: token<RunTask>('RunTask'),
  Service: token<Pick<SchedulerService, 'isInstalled'>>('Service'),
});
