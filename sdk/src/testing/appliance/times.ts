const day = 24 * 60 * 60;
/** Dates by the number of the day: making a Date for each time of a large report is half of its cost. */
const dates = new Map<number, string>();

/** A unix time in ISO 8601 as the appliances write it: `2024-12-03T15:26:05+00:00`. */
export function isoTime(time: number): string {
  const number = Math.floor(time / day);
  let date = dates.get(number);
  if (date === undefined) {
    date = new Date(number * day * 1000).toISOString().slice(0, 10);
    dates.set(number, date);
  }
  return `${date}T${clockTime(time - number * day)}+00:00`;
}

/** Seconds as HH:MM:SS. */
export function clockTime(seconds: number): string {
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
