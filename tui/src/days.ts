import { dayAfter, localDay, startOfDay } from '@integration-client/core/schedule/local-day';

/** Whether it is a day, YYYY-MM-DD. */
export function isDay(text: string): boolean {
  return startOfDay(text, 'UTC') !== undefined;
}

/** Said of what is no day. */
export const notADay = 'must be a day, YYYY-MM-DD';

/** The day so many days ago, YYYY-MM-DD. @param timeZone of the settings; null: the machine's */
export function daysAgo(days: number, timeZone: string | null): string {
  return dayAfter('1970-01-01', localDay(new Date(), timeZone ?? undefined) - days);
}
