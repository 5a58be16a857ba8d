import { createHash } from 'node:crypto';
import { type Outcome, type Problem, type RunReport, worstOutcome } from '../run.js';
import { describeProblem } from '../transfer/tally.js';

/** Where something goes wrong: a transfer of a schedule, a schedule as a whole, or with neither the host itself. */
export interface IncidentPlace {
  readonly schedule?: string;
  readonly site?: string;
  readonly destination?: string;
}

/** What was seen of one place: what went wrong there, or that nothing did. */
export interface Observation extends IncidentPlace {
  readonly outcome: Outcome;
  readonly problems: readonly Problem[];
  /** Items that failed. */
  readonly failedItems: number;
}

/** One kind of error at one place, from its first occurrence until mail has told that it is over. */
export interface Incident extends IncidentPlace {
  /** Made of the place and the code. */
  readonly key: string;
  readonly code: string;
  /** As it was said last. */
  readonly message: string;
  readonly hint?: string;
  /** Of the newest run in which it occurred. */
  readonly outcome: Outcome;
  /** Items that failed in that run. */
  readonly failedItems: number;
  /** When it occurred first, and last. */
  readonly since: Date;
  readonly last: Date;
  /** In how many runs it occurred. */
  readonly occurrences: number;
  /** When it was seen that it is over. */
  readonly recovered?: Date;
  /** Mails that told of it, when the newest was sent, and how many occurrences that knew of. */
  readonly mails: number;
  readonly told?: Date;
  readonly toldOccurrences: number;
}

/** At most so many incidents are kept: codes come from plugins, which may make up any number. */
const keptIncidents = 500;

/** Longest text of a message or hint, in characters. */
const longestText = 2_000;

/** What a run of a schedule says of each of its places. A run that was interrupted says nothing. */
export function observationsOf(schedule: string, report: RunReport): Observation[] {
  const places = new Map<string, Observation>();
  for (const { site, destination, outcome, problems, operations } of report.transfers) {
    if (outcome === 'interrupted') continue;
    const key = JSON.stringify([site, destination]);
    const before = places.get(key);
    const failedItems = Object.values(operations).reduce((sum, { failed }) => sum + failed, 0);
    places.set(key, {
      schedule,
      site,
      destination,
      outcome: worstOutcome([outcome, ...(before === undefined ? [] : [before.outcome])]),
      problems: [...(before?.problems ?? []), ...problems],
      failedItems: failedItems + (before?.failedItems ?? 0),
    });
  }
  const whole = report.outcome === 'interrupted' ? [] : [observationOf({ schedule })];
  return [...whole, ...places.values()];
}

/**
 * The incidents after something was seen. What no longer occurs is over; a run that got nowhere says nothing of errors
 * other than its own.
 */
export function observe(known: readonly Incident[], seen: Observation, now: Date): readonly Incident[] {
  const problems = new Map(seen.problems.map((problem) => [keyOf(seen, problem.code), problem]));
  const gotThrough = seen.outcome === 'done' || seen.outcome === 'partial';
  const updated = known.map((incident): Incident => {
    const problem = problems.get(incident.key);
    if (problem !== undefined) return again(incident, problem, seen, now);
    const isOver = gotThrough && incident.recovered === undefined && isSamePlace(incident, seen);
    return isOver ? { ...incident, recovered: now } : incident;
  });
  const keys = new Set(known.map(({ key }) => key));
  const added = [...problems].filter(([key]) => !keys.has(key)).map(([key, problem]) => first(key, problem, seen, now));
  if (added.length === 0 && updated.every((incident, index) => incident === known[index])) return known;
  return newest([...updated, ...added]);
}

/** What there is without incidents at places for which nobody cares any more. */
export function without(known: readonly Incident[], isGone: (incident: Incident) => boolean): readonly Incident[] {
  return known.some(isGone) ? known.filter((incident) => !isGone(incident)) : known;
}

/** What the incidents are once a mail has told of some of them, as they were when it was written. */
export function told(known: readonly Incident[], mailed: readonly Incident[], now: Date): readonly Incident[] {
  const byKey = new Map(mailed.map((incident) => [incident.key, incident]));
  return known.flatMap((incident) => {
    const inMail = byKey.get(incident.key);
    if (inMail === undefined) return [incident];
    const { occurrences } = inMail;
    if (inMail.recovered === undefined) {
      return [{ ...incident, mails: incident.mails + 1, told: now, toldOccurrences: occurrences }];
    }
    // What went wrong again while the mail that calls it over was under way is news.
    return incident.occurrences === occurrences ? [] : [{ ...incident, mails: 0, toldOccurrences: occurrences }];
  });
}

function first(key: string, problem: Problem, seen: Observation, now: Date): Incident {
  const { schedule, site, destination } = seen;
  return {
    key,
    ...(schedule === undefined ? {} : { schedule }),
    ...(site === undefined ? {} : { site }),
    ...(destination === undefined ? {} : { destination }),
    ...described(problem, seen),
    since: now,
    last: now,
    occurrences: 1,
    mails: 0,
    toldOccurrences: 0,
  };
}

function again(incident: Incident, problem: Problem, seen: Observation, now: Date): Incident {
  const { recovered: _, hint: __, ...rest } = incident;
  return { ...rest, ...described(problem, seen), last: now, occurrences: incident.occurrences + 1 };
}

function described({ code, message, hint }: Problem, { outcome, failedItems }: Observation) {
  // What comes from outside may hold what no database takes.
  const text = (value: string) => value.replaceAll('\0', '\uFFFD').slice(0, longestText);
  return {
    code: text(code),
    message: text(message),
    ...(hint === undefined ? {} : { hint: text(hint) }),
    outcome,
    failedItems,
  };
}

function isSamePlace(one: IncidentPlace, other: IncidentPlace): boolean {
  return one.schedule === other.schedule && one.site === other.site && one.destination === other.destination;
}

function keyOf({ schedule, site, destination }: IncidentPlace, code: string): string {
  const text = JSON.stringify([schedule ?? null, site ?? null, destination ?? null, code]);
  return createHash('sha256').update(text).digest('hex');
}

function newest(incidents: readonly Incident[]): readonly Incident[] {
  if (incidents.length <= keptIncidents) return incidents;
  const byTime = incidents.toSorted((one, other) => other.last.getTime() - one.last.getTime());
  const kept = new Set(byTime.slice(0, keptIncidents));
  return incidents.filter((incident) => kept.has(incident));
}

/** What it says of a place that something threw there, or that nothing did. */
export function observationOf(place: IncidentPlace, error?: unknown): Observation {
  if (error === undefined) return { ...place, outcome: 'done', problems: [], failedItems: 0 };
  return { ...place, outcome: 'failed', problems: [describeProblem(error)], failedItems: 0 };
}
