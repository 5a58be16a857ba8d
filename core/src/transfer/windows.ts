import type { ReportSelection } from '../appliance/appliance.js';
import type { Checkpoint } from './state.js';

const second = 1000;
const day = 24 * 3600 * second;

/** How far before the checkpoint a run asks again, in milliseconds: a session's data can lag behind its end. */
export const overlap = 15 * 60 * second;

/** The longest span that one report request is asked for when a long time is to be caught up, in milliseconds. */
const windowLength = 7 * day;

/** Appliances keep their data for about 90 days: what is older than this is asked for in one window. */
const retentionGuess = 19 * windowLength;

/** No appliance has data older than this. */
export const beginningOfTime = new Date('2000-01-01T00:00:00Z');

/** After the appliance's clock was set back, a run asks again this far back, in milliseconds: nobody knows when that was. */
const clockSetBack = windowLength;

/** A span of the appliance's time that one run asks for. */
export interface Window {
  readonly from: Date;
  /** Absent: until now. */
  readonly to?: Date;
}

/**
 * Cuts what a run has to ask for into windows, oldest first; the last one is open. Each finished window moves the
 * checkpoint, so that a failure repeats one window and not those before it.
 * @param checkpoints of the operations that are asked for together; undefined for one that has never run
 */
export function planWindows(checkpoints: readonly (Checkpoint | undefined)[], applianceNow: Date): Window[] {
  const now = applianceNow.getTime();
  const known = checkpoints.filter((checkpoint) => checkpoint !== undefined);
  if (known.length < checkpoints.length) return cut(beginningOfTime.getTime(), now - retentionGuess, now);
  const from = Math.min(...known.map((checkpoint) => beginning(checkpoint, now)));
  const asked = Math.min(...known.map((checkpoint) => checkpoint.asked.getTime()));
  return cut(Math.max(from, beginningOfTime.getTime()), asked + windowLength, now);
}

/** Cuts a span of the past into windows, oldest first; the last one is open where the span reaches to now. */
export function spanWindows(from: Date, to: Date, now: Date): Window[] {
  const firstEnd = Math.max(from.getTime() + windowLength, now.getTime() - retentionGuess);
  if (to > now) return cut(from.getTime(), firstEnd, now.getTime());
  return cut(from.getTime(), firstEnd, to.getTime()).map((window) => ({ to, ...window }));
}

function beginning({ through, asked }: Checkpoint, now: number): number {
  const from = through.getTime() - overlap;
  return now < asked.getTime() ? Math.min(from, now - clockSetBack) : from;
}

function cut(from: number, firstEnd: number, now: number): Window[] {
  const windows: Window[] = [];
  let start = wholeSecond(from);
  for (let end = wholeSecond(firstEnd); end < now; end += windowLength) {
    // A clock that stands at 1970 would have windows end before they begin.
    if (end <= start) continue;
    windows.push({ from: new Date(start), to: new Date(end) });
    start = end;
  }
  windows.push({ from: new Date(start) });
  return windows;
}

/** A window as the appliance's reporting API selects sessions: whole seconds, 0 meaning until now. */
export function windowSelection(window: Window, by: 'end' | 'start'): ReportSelection {
  const seconds = window.to === undefined ? 0 : (window.to.getTime() - window.from.getTime()) / second;
  return { by, from: window.from, seconds };
}

function wholeSecond(time: number): number {
  return Math.floor(time / second) * second;
}
