import type { Period } from '../configuration.js';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The length of a period in milliseconds; a day counts 24 hours. */
export function periodMilliseconds(period: Period): number {
  if ('minutes' in period) return period.minutes * minute;
  if ('hours' in period) return period.hours * hour;
  return period.days * day;
}

/** A period in words: "every 5 minutes", "every day at 02:00". */
export function describePeriod(period: Period): string {
  if ('minutes' in period) return every(period.minutes, 'minute');
  if ('hours' in period) return every(period.hours, 'hour');
  const days = every(period.days, 'day');
  return period.at === undefined ? days : `${days} at ${period.at}`;
}

function every(count: number, unit: string): string {
  return count === 1 ? `every ${unit}` : `every ${count} ${unit}s`;
}
