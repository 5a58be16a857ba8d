import type { ScheduleStatus, StatusReport } from '@integration-client/core/application';
import type { Configuration } from '@integration-client/core/configuration';
import type { Progress } from '@integration-client/core/run';
import { describePeriod } from '@integration-client/core/schedule/period';
import { leaseOf } from '@integration-client/core/schedule/schedule-lease';
import type { Store } from '@integration-client/core/store/store';
import type { TransferFigures } from '@integration-client/core/transfer-figures';

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
  const [runs, outcomes, { failed }, times, elsewhere, lastProgramRun] = await Promise.all([
    store.recentRuns(shownRuns),
    store.lastOutcomes(),
    store.transferFigures(),
    store.allScheduleTimes(),
    store.leasesElsewhere(),
    store.fact('lastProgramRun'),
  ]);
  const schedules = configuration.schedules.map((schedule): ScheduleStatus => {
    const { lastRun, nextRun } = times.get(schedule.name) ?? {};
    const lastOutcome = outcomes.get(schedule.name);
    const other = elsewhere.get(leaseOf(schedule.name));
    return {
      name: schedule.name,
      enabled: schedule.enabled,
      period: describePeriod(schedule.every),
      transfers: schedule.transfers.length,
      running: other !== undefined || live.runningSchedules.includes(schedule.name),
      ...(other === undefined ? {} : { runningOn: { ...other, since: other.since.toISOString() } }),
      ...(lastRun === undefined ? {} : { lastRun: lastRun.toISOString() }),
      ...(lastOutcome === undefined ? {} : { lastOutcome }),
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
    quarantined: countOf(failed, true),
    retrying: countOf(failed, false),
    runs,
  };
}

function countOf(failed: TransferFigures['failed'], quarantined: boolean): number {
  return failed.filter((each) => each.quarantined === quarantined).reduce((sum, { count }) => sum + count, 0);
}
