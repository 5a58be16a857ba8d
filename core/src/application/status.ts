import type { Outcome, Progress, RunReport } from '../run.js';

/** A program on another machine, or in another home, with the same settings database. */
export interface OtherHost {
  /** The name of its machine. */
  readonly machine: string;
  /** Its process there. */
  readonly pid: number;
  /** ISO 8601, UTC: since when it runs the schedule. */
  readonly since: string;
}

/** A schedule as the main window and `ic status` show it. */
export interface ScheduleStatus {
  readonly name: string;
  readonly enabled: boolean;
  /** "every 5 minutes", "every day at 02:00". */
  readonly period: string;
  readonly transfers: number;
  /** Here, or on another host. */
  readonly running: boolean;
  /** Who runs it, where that is another host on the same settings database. */
  readonly runningOn?: OtherHost;
  /** ISO 8601, UTC: when the last run that counts began. Absent: never. */
  readonly lastRun?: string;
  /** Of the newest run, whether it counts or not. */
  readonly lastOutcome?: Outcome;
  readonly nextRun?: string;
}

/** What the main window and `ic status` show. */
export interface StatusReport {
  /** `stopped`: a service of the operating system is installed for this home, and no host runs. */
  readonly scheduler: 'running' | 'stopped' | 'not installed';
  /** Process of the running host. */
  readonly pid?: number;
  readonly home: string;
  /** ISO 8601, UTC. */
  readonly lastScheduledRun?: string;
  readonly nextScheduledRun?: string;
  /** When `ic` or `ic-host` was started last. */
  readonly lastProgramRun?: string;
  readonly schedules: readonly ScheduleStatus[];
  readonly running: readonly Progress[];
  readonly quarantined: number;
  /** Items that failed and are tried again with the next run. */
  readonly retrying: number;
  /** The newest runs, newest first. */
  readonly runs: readonly RunReport[];
}
