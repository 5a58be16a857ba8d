import type { Footprint } from '../../support/simulated-time/footprint.js';

/** What a process held after so many simulated minutes, when so many sessions had been delivered. */
export interface Mark {
  readonly minutes: number;
  readonly footprint: Footprint;
}

const megabyte = 1024 * 1024;

/** What memory may grow by from the first mark on: code that is compiled late, and what allocators keep. */
const heapSlack = 4 * megabyte;
const residentSlack = 48 * megabyte;

/** Connections and timers that just end, and a log that is just being written. */
const handleSlack = 4;

/** Of a session in the ledger, with the fill of pages. Beside it SQLite's log has up to 4 MB, and the newest 1,000 runs one. */
const bytesOfSession = 1_000;
const databaseSlack = 6 * megabyte;

/** What grew between two marks though nothing made it. `sessions`: delivered in between. */
export function growth(first: Mark, last: Mark, sessions: number): string[] {
  const span = `from minute ${first.minutes} to ${last.minutes}`;
  const [before, after] = [first.footprint, last.footprint];
  const grown = (what: string, from: number, to: number, slack: number) =>
    to <= from + slack ? [] : [`${what} grew ${span} by ${to - from}, from ${from}`];
  const kinds = Object.entries(after.resources);
  return [
    ...grown('the heap', before.heap, after.heap, heapSlack),
    ...grown('memory outside of the heap', before.external, after.external, heapSlack),
    ...grown('resident memory', before.resident, after.resident, residentSlack),
    ...grown('the number of open files', before.descriptors ?? 0, after.descriptors ?? 0, handleSlack),
    ...kinds.flatMap(([kind, count]) => grown(`active ${kind}`, before.resources[kind] ?? 0, count, handleSlack)),
    ...grown('the settings database', before.fileBytes, after.fileBytes, databaseSlack + sessions * bytesOfSession),
  ];
}

/** A mark in a few words, for the table. */
export function describeMark({ minutes, footprint }: Mark): string {
  const { heap, resident, descriptors, resources, fileBytes } = footprint;
  const handles = Object.values(resources).reduce((sum, count) => sum + count, 0);
  const files = descriptors === undefined ? '' : `${descriptors} descriptors, `;
  const tenths = (bytes: number) => (bytes / megabyte).toFixed(1);
  return (
    `${minutes} min: heap ${tenths(heap)} MB, resident ${tenths(resident)} MB, ${files}${handles} active handles, ` +
    `settings database ${tenths(fileBytes)} MB`
  );
}
