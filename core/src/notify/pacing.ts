import type { Incident } from './incident.js';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * How long after a mail the next may go out, by how many went out in the last 24 hours: at once after a calm day, then
 * less and less often. Nine fit into 24 hours; the last gap holds for more, too. In milliseconds.
 */
const gaps = [0, 5, 10, 20, 40, 80, 160, 320, 640].map((minutes) => minutes * minute);

/** How long after a mail about an incident its repeats are told, by how many mails told of it. In milliseconds. */
const repeatAfter = [hour, 4 * hour, day];

/** When mails went out in the last 24 hours, oldest first, in milliseconds since 1970. */
export type SentTimes = readonly number[];

/** Whether there is something new: an incident that no mail told of, or one that is over. */
export function isNews({ mails, recovered }: Incident): boolean {
  return mails === 0 || recovered !== undefined;
}

/**
 * When the next mail is to go out; undefined where there is nothing to tell. News goes as soon as the pace allows it,
 * repeats are gathered for longer and longer. In 24 hours at most ten mails go out, whatever happens.
 */
export function nextMail(incidents: readonly Incident[], sent: SentTimes, now: Date): Date | undefined {
  const wanted = incidents.flatMap((incident) => wantedAt(incident) ?? []);
  if (wanted.length === 0) return undefined;
  return new Date(Math.max(Math.min(...wanted), allowedAt(sent, now)));
}

/** The times after one more mail. */
export function sentNow(sent: SentTimes, now: Date): SentTimes {
  return [...recent(sent, now), now.getTime()];
}

function wantedAt(incident: Incident): number | undefined {
  const { last, recovered, told, mails, occurrences, toldOccurrences } = incident;
  if (isNews(incident)) return (recovered ?? last).getTime();
  if (occurrences === toldOccurrences || told === undefined) return undefined;
  return told.getTime() + (repeatAfter[Math.min(mails, repeatAfter.length) - 1] ?? day);
}

function allowedAt(sent: SentTimes, now: Date): number {
  const times = recent(sent, now);
  const last = times.at(-1);
  if (last === undefined) return 0;
  return last + (gaps[Math.min(times.length, gaps.length - 1)] ?? day);
}

/** A clock that was set back must not hold mails up. */
function recent(sent: SentTimes, now: Date): SentTimes {
  return sent.filter((time) => time > now.getTime() - day && time <= now.getTime());
}
