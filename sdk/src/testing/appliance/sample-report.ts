import type { SessionOverrides } from './session-record.js';

/** A session cut out of a report, with what has to be known to serve it. */
export interface SampleSession extends SessionOverrides {
  readonly lsid: string;
  readonly xml: string;
  readonly shellInstances: readonly number[];
  readonly screenInstances: readonly number[];
}

/** One piece of markup: a comment, CDATA, an instruction, or a tag with its name in group 2 and its slash in group 1. */
const markup = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<(\/?)([\w.:-]+)(?:[^>"']|"[^"]*"|'[^']*')*>/g;

/** Cuts the `<session>` elements out of a report, as they are. */
export function sessionsOf(report: string): SampleSession[] {
  const sessions: SampleSession[] = [];
  let start: number | undefined;
  for (const match of report.matchAll(markup)) {
    const [tag, slash, name] = match;
    if (name === undefined || name.slice(name.indexOf(':') + 1) !== 'session') continue;
    if (slash === '') start = match.index;
    else if (start !== undefined) {
      sessions.push(readSample(report.slice(start, match.index + tag.length)));
      start = undefined;
    }
  }
  return sessions;
}

function readSample(xml: string): SampleSession {
  const lsid = /\blsid=["']([^"']*)/.exec(xml)?.[1];
  const startTime = timeOf(xml, 'start_time');
  if (lsid === undefined || startTime === undefined) throw new Error('a sample session needs an lsid and a start_time');
  const events = xml.split(/(?=<(?:[\w.-]+:)?event\s)/);
  return {
    lsid,
    lseq: textOf(xml, 'lseq'),
    startTime,
    endTime: timeOf(xml, 'end_time') ?? null,
    externalKey: textOf(xml, 'external_key'),
    sessionRecording: /session_recording_(?:download|view)_url>/.test(xml),
    shellInstances: instances(xml, 'command_shell_recording', events, /event_type="Command Shell/),
    screenInstances: instances(xml, 'show_my_screen_recording', events, /event_type="Show My Screen/),
    xml,
  };
}

function instances(xml: string, element: string, events: readonly string[], type: RegExp): number[] {
  const header = [...xml.matchAll(new RegExp(`<(?:[\\w.-]+:)?${element}\\s[^>]*instance="(\\d+)"`, 'g'))];
  const inEvents = events
    .filter((event) => type.test(event))
    .map((event) => /name="instance" value="(\d+)"/.exec(event));
  const numbers = [...header, ...inEvents].map((match) => Number(match?.[1] ?? Number.NaN));
  return [...new Set(numbers.filter((number) => !Number.isNaN(number)))].sort((a, b) => a - b);
}

function timeOf(xml: string, element: string): Date | undefined {
  const stamp = new RegExp(`<(?:[\\w.-]+:)?${element}\\s[^>]*timestamp="(\\d+)"`).exec(xml)?.[1];
  return stamp === undefined ? undefined : new Date(Number(stamp) * 1000);
}

function textOf(xml: string, element: string): string {
  return new RegExp(`<(?:[\\w.-]+:)?${element}(?:\\s[^>]*)?>([^<]*)<`).exec(xml)?.[1] ?? '';
}
