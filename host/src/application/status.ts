import type { ScheduleStatus, StatusReport } from '@integration-client/core/application';
import type { Configuration } from '@integration-client/core/configuration';
import type { Progress } from '@integration-client/core/run';
import { describePeriod } from '@integration-client/core/schedule/period';
import { leaseOf } from '@integration-client/core/schedule/schedule-lease';
import type { Store } from '@integration-client/core/store/store';

/** How many of the newest runs the status shows. */
const shownRuns = 10;

/** What only the process that runs the schedules knows. */
export interface LiveStatus {
  readonly scheduler: StatusReport['scheduler'];
  readonly pid?: number;
  readonly runningSchedules: readonly string[];
  readonly progress: readonly Progress[];
}

/** Puts together what the main window shows. */
export async function readStatus(
  store: Store,
  home: string,
  configuration: Configuration,
  live: LiveStatus,
): Promise<StatusReport> {
  const [runs, failed, times, elsewhere, lastProgramRun] = await Promise.all([
    store.recentRuns(shownRuns),
    store.quarantine(),
    store.allScheduleTimes(),
    store.leasesElsewhere(),
    store.fact('lastProgramRun'),
  ]);
  const schedules = configuration.schedules.map((schedule): ScheduleStatus => {
    const { lastRun, nextRun } = times.get(schedule.name) ?? {};
    const newest = runs.find((run) => run.schedule === schedule.name);
    const other = elsewhere.get(leaseOf(schedule.name));
    return {
      name: schedule.name,
      enabled: schedule.enabled,
      period: describePeriod(schedule.every),
      transfers: schedule.transfers.length,
      running: other !== undefined || live.runningSchedules.includes(schedule.name),
      ...(other === undefined ? {} : { runningOn: { ...other, since: other.since.toISOString() } }),
      ...(lastRun === undefined ? {} : { lastRun: lastRun.toISOString() }),
      ...(newest === undefined ? {} : { lastOutcome: newest.outcome }),
      ...(nextRun === undefined || !schedule.enabled ? {} : { nextRun: nextRun.toISOString() }),
    };
  });
  const lastScheduledRun = schedules
    .flatMap(({ lastRun }) => lastRun ?? [])
    .sort()
    .at(-1);
  const nextScheduledRun = schedules.flatMap(({ nextRun }) => nextRun ?? []).sort()[0];
  return {
    scheduler: live.scheduler,
    ...(live.pid === undefined ? {} : { pid: live.pid }),
    home,
    ...(lastScheduledRun === undefined ? {} : { lastScheduledRun }),
    ...(nextScheduledRun === undefined ? {} : { nextScheduledRun }),
    ...(lastProgramRun === undefined ? {} : { lastProgramRun }),
    schedules,
    running: live.progress,
    quarantined: failed.filter((item) => item.quarantined).length,
    retrying: failed.filter((item) => !item.quarantined).length,
    runs,
  };
}
