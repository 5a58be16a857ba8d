const dayLength = 86_400_000;

/** The local date of a time, as a count of days; without a zone in the machine's. */
export function localDay(time: Date, timeZone?: string): number {
  return Math.floor(localMilliseconds(time, timeZone) / dayLength);
}

/**
 * When a day, YYYY-MM-DD, begins: at midnight, or where daylight saving skips midnight, at the end of the gap.
 * @param timeZone IANA name of the zone. Absent: the machine's
 * @returns nothing for what is no day
 */
export function startOfDay(day: string, timeZone?: string): Date | undefined {
  const midnight = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(day)) return undefined;
  const wanted = midnight / dayLength;
  // The distance from UTC can change that very day.
  const candidates = [midnight - dayLength, midnight + dayLength].map(
    (time) => midnight - (localMilliseconds(new Date(time), timeZone) - time),
  );
  const first = candidates.sort((a, b) => a - b).find((time) => localDay(new Date(time), timeZone) === wanted);
  return new Date(first ?? midnight);
}

/** The day after so many others, YYYY-MM-DD. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayLength).toISOString().slice(0, 10);
}

/** The time as a clock in the zone shows it, in milliseconds, as if that were UTC. */
function localMilliseconds(time: Date, timeZone: string | undefined): number {
  const parts = new Intl.DateTimeFormat('en-CA-u-ca-gregory', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(time);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((each) => each.type === type)?.value);
  return Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
    time.getUTCMilliseconds(),
  );
}
