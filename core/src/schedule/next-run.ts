import { Cron } from 'croner';
import type { Period } from '../configuration.js';
import { localDay } from './local-day.js';
import { periodMilliseconds } from './period.js';

/** What the next run is computed from. */
export interface NextRunInput {
  readonly period: Period;
  /** The due time before this one. Absent: the schedule is new, or was disabled. */
  readonly previousDue?: Date;
  /** Start of the last run that counts; used where there is no previous due time. */
  readonly lastRun?: Date;
  readonly now: Date;
  /** IANA name of the zone in which `at` is meant. Absent: the machine's. */
  readonly timeZone?: string;
}

/**
 * The next due time. With a previous due time it is the first point of that grid after now, so that runs do not drift
 * and missed ones are caught up once. Without one, a period with a time of day waits for it, and any other is due one
 * period after its last run, or at once. A time of day that daylight saving skips comes at the end of the gap; one that it
 * repeats comes once.
 */
export function nextRun(input: NextRunInput): Date {
  const { period, previousDue, lastRun, now, timeZone } = input;
  if ('days' in period && period.at !== undefined) {
    return nextTimeOfDay(period.days, period.at, previousDue ?? lastRun, now, timeZone);
  }
  const length = periodMilliseconds(period);
  if (previousDue !== undefined) {
    const periods = Math.floor((now.getTime() - previousDue.getTime()) / length) + 1;
    return new Date(previousDue.getTime() + periods * length);
  }
  if (lastRun === undefined || lastRun > now) return now;
  return new Date(Math.max(lastRun.getTime() + length, now.getTime()));
}

/** Whether a time is one at which a period may be due: for a time of day that time itself, otherwise any. */
export function isDueTime(period: Period, time: Date, timeZone?: string): boolean {
  if (!('days' in period) || period.at === undefined) return true;
  return (
    daily(period.at, timeZone)
      .nextRun(new Date(time.getTime() - 1000))
      ?.getTime() === time.getTime()
  );
}

function nextTimeOfDay(days: number, at: string, anchor: Date | undefined, now: Date, timeZone?: string): Date {
  const cron = daily(at, timeZone);
  let next = following(cron, now);
  if (anchor === undefined) return next;
  const first = localDay(anchor, timeZone);
  while ((localDay(next, timeZone) - first) % days !== 0) next = following(cron, next);
  return next;
}

function daily(at: string, timeZone: string | undefined): Cron {
  const [hours, minutes] = at.split(':').map(Number);
  return new Cron(`0 ${minutes} ${hours} * * *`, timeZone === undefined ? {} : { timezone: timeZone });
}

function following(cron: Cron, time: Date): Date {
  const next = cron.nextRun(time);
  if (next === null) throw new RangeError('A daily time has no next occurrence');
  return next;
}
