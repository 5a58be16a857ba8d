/** From here on a number counts milliseconds: as seconds it lies past the year 5000, as milliseconds in 1973. */
const firstMilliseconds = 1e11;

/**
 * Reads a time of the appliance: its `timestamp`, unix seconds or ISO 8601, or else the text of the element.
 * A time without a zone is UTC. Absent, empty, 0 and unreadable are all undefined.
 */
export function parseTime(timestamp: string | undefined, text: string | undefined): Date | undefined {
  const stamp = timestamp?.trim();
  if (stamp && /^0+$/.test(stamp)) return undefined;
  return toDate(stamp) ?? toDate(text?.trim());
}

function toDate(text: string | undefined): Date | undefined {
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) {
    const number = Number(text);
    return valid(new Date(number < firstMilliseconds ? number * 1000 : number));
  }
  const iso = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d:?\d\d)?)?$/i.exec(text);
  if (!iso) return undefined;
  const zone = (iso[3] ?? 'Z').toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  return valid(new Date(`${iso[1]}T${iso[2] ?? '00:00'}${zone}`));
}

function valid(date: Date): Date | undefined {
  return Number.isNaN(date.getTime()) || date.getTime() === 0 ? undefined : date;
}
