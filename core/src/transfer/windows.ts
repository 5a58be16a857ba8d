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

/** After the appliance's clock was set back, a run asks again this far back, in milliseconds. */
const clockSetBack = day;

/** A span of the appliance's time that one run asks for. */
export interface Window {
  readonly from: Date;
  /** Absent: until now. */
  readonly to?: Date;
}

/**
 * Cuts what a run has to ask for into windows, oldest first; the last one is open. Each finished window moves the
 * checkpoint, so that a failure repeats one window and not those before it.
 */
export function planWindows(checkpoint: Checkpoint | undefined, applianceNow: Date): Window[] {
  const now = applianceNow.getTime();
  if (checkpoint === undefined) {
    return cut(beginningOfTime.getTime(), now - retentionGuess, now);
  }
  let from = checkpoint.through.getTime() - overlap;
  if (now < checkpoint.asked.getTime()) from = Math.min(from, now - clockSetBack);
  return cut(Math.max(from, beginningOfTime.getTime()), checkpoint.asked.getTime() + windowLength, now);
}

function cut(from: number, firstEnd: number, now: number): Window[] {
  const windows: Window[] = [];
  let start = wholeSecond(from);
  for (let end = wholeSecond(firstEnd); end < now; end += windowLength) {
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
