/** An ISO time in the machine's zone, without fractions; for columns, where the zone stands elsewhere. */
export function localTime(iso: string): string {
  const time = new Date(iso);
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${date} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

/** The same with the distance from UTC; "never" where there is no time. */
export function timeText(iso: string | undefined, none = 'never'): string {
  return iso === undefined ? none : `${localTime(iso)} ${zoneText(new Date(iso))}`;
}

/** How far the machine's zone is from UTC at a time: "UTC+01:00". */
export function zoneText(time: Date): string {
  const offset = -time.getTimezoneOffset();
  const minutes = Math.abs(offset);
  return offset === 0 ? 'UTC' : `UTC${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
