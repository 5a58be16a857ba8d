import type { Span } from './session-store.js';
import type { TextName } from './texts.js';

/** What a report is asked to hold, or why it cannot be made. */
export type Selection =
  | { readonly kind: 'span'; readonly span: Span }
  | { readonly kind: 'lsids'; readonly lsids: readonly string[] }
  | { readonly kind: 'fault'; readonly text: TextName };

const day = 24 * 60 * 60;

/** Reads `lsid`, `lsids`, or one of `start_date|start_time|end_date|end_time` with `duration` (0 or none: until now). */
export function readSelection(parameters: URLSearchParams): Selection {
  const lsid = parameters.get('lsid');
  if (lsid !== null) return { kind: 'lsids', lsids: [lsid] };
  const lsids = parameters.get('lsids');
  if (lsids !== null) return { kind: 'lsids', lsids: lsids.split(',').filter((one) => one !== '') };
  const given = ['start_date', 'start_time', 'end_date', 'end_time'].filter((name) => parameters.has(name));
  const name = given[0];
  if (name === undefined || given.length > 1) return { kind: 'fault', text: 'missingDates' };
  const date = name.endsWith('_date');
  const from = date ? readDate(parameters.get(name) ?? '') : readNumber(parameters.get(name) ?? '');
  const duration = readNumber(parameters.get('duration') ?? '0');
  if (from === undefined || duration === undefined) return { kind: 'fault', text: 'invalidDate' };
  const until = duration === 0 ? Number.POSITIVE_INFINITY : from + duration * (date ? day : 1);
  return { kind: 'span', span: { by: name.startsWith('start') ? 'start' : 'end', from, until } };
}

/** Midnight of a day, UTC, in unix seconds. */
function readDate(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(time) ? undefined : time / 1000;
}

function readNumber(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
