import type { Period } from '../configuration.js';
import type { ScheduleTimes } from '../store/store.js';
import { isDueTime, nextRun } from './next-run.js';
import { periodMilliseconds } from './period.js';

/** Differences up to here come from daylight saving or small corrections of the clock. */
const tolerated = 2 * 3_600_000;

/**
 * When a schedule is due by what is remembered of it. A remembered time that has passed stays: it was missed and is caught
 * up. One in the future is computed anew where it does not fit: the clock was set back, or the period was changed.
 */
export function dueTime(period: Period, times: ScheduleTimes, now: Date, timeZone?: string): Date {
  const zone = timeZone === undefined ? {} : { timeZone };
  const { nextRun: due, lastRun } = times;
  if (due === undefined) return nextRun({ period, now, ...zone, ...(lastRun === undefined ? {} : { lastRun }) });
  if (due <= now) return due;
  const length = periodMilliseconds(period);
  const tooFar = due.getTime() - now.getTime() > length + Math.min(length, tolerated);
  return tooFar || !isDueTime(period, due, timeZone) ? nextRun({ period, previousDue: due, now, ...zone }) : due;
}
