/**
 * Moments are kept as text, `YYYY-MM-DD HH:MM:SS.fffffff`, always with seven digits: so they compare as text.
 */
const daysTo1970 = 719162;
const ticksPerSecond = 10_000_000;
const ticksPerDay = 86_400 * ticksPerSecond;
const pattern =
  /^\s*(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?)?\s*(Z|[+-]\d{2}:\d{2})?\s*$/;

/** A moment as TDS sends it. */
export interface Moment {
  /** Days since 0001-01-01. */
  readonly days: number;
  /** Units of 100 nanoseconds since midnight. */
  readonly ticks: number;
}

/** A moment as it is kept. */
export function momentText({ days, ticks }: Moment): string {
  const date = new Date((days - daysTo1970) * 86_400_000);
  const seconds = Math.floor(ticks / ticksPerSecond);
  const pad = (value: number, length: number): string => String(value).padStart(length, '0');
  const day = `${pad(date.getUTCFullYear(), 4)}-${pad(date.getUTCMonth() + 1, 2)}-${pad(date.getUTCDate(), 2)}`;
  const time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) => pad(part, 2));
  return `${day} ${time.join(':')}.${pad(ticks % ticksPerSecond, 7)}`;
}

/** Reads a moment that is kept, or that stands in a statement; undefined where it is none. */
export function parseMoment(text: string): Moment | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year >= 1;
  if (!isReal || hour > 23 || minute > 59 || second > 59) return undefined;
  const ticks = (hour * 3600 + minute * 60 + second) * ticksPerSecond + Number((match[7] ?? '').padEnd(7, '0'));
  return { days: Math.round(date.getTime() / 86_400_000) + daysTo1970, ticks };
}

/** The moment with so many digits after the second, rounded as SQL Server does. */
export function roundMoment(moment: Moment, scale: number): Moment {
  const unit = 10 ** (7 - scale);
  const ticks = Math.round(moment.ticks / unit) * unit;
  return ticks < ticksPerDay ? { days: moment.days, ticks } : { days: moment.days + 1, ticks: 0 };
}

/** A moment of JavaScript. */
export function momentOf(date: Date): Moment {
  const milliseconds = date.getTime();
  const days = Math.floor(milliseconds / 86_400_000);
  return { days: days + daysTo1970, ticks: (milliseconds - days * 86_400_000) * 10_000 };
}

/** Days from 0001-01-01 to 1900-01-01, where the type datetime begins to count. */
export const daysTo1900 = 693595;
