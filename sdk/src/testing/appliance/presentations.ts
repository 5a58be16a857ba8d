import { hash, hexDigits } from './random.js';
import type { Span } from './session-store.js';
import { clockTime, isoTime } from './times.js';
import { withPrefix } from './xml.js';

/** One presentation (RS). Unix seconds. */
export interface Presentation {
  /** Its id. */
  readonly lsid: string;
  /** A running number. */
  readonly lseq: string;
  /** When it began. */
  readonly start: number;
  /** When it ended. */
  readonly end: number;
  /** Whether it has a recording. */
  readonly recorded: boolean;
  /** The element, as reports hold it. */
  readonly xml: string;
}

/** Makes the presentations of an appliance, spread over a span; every second one was recorded, the first as well. */
export function makePresentations(
  seed: number,
  count: number,
  from: number,
  until: number,
  prefix: string,
): Presentation[] {
  const longest = Math.max(1, Math.min(3600, Math.floor((until - from) / 4)));
  return Array.from({ length: count }, (_, number) => {
    const start = from + Math.floor(((until - longest - from) * (number + 0.5)) / count);
    const plain = {
      lsid: hexDigits(32, seed, number, 9),
      lseq: String(number + 1),
      start,
      end: start + 1 + (hash(seed, number, 10) % longest),
      recorded: number % 2 === 0,
    };
    return { ...plain, xml: withPrefix(presentationXml(plain), prefix) };
  });
}

/** Whether a report of this span, asked for now, holds the presentation. Unix seconds. */
export function presentationMatches(presentation: Presentation, span: Span, now: number): boolean {
  if (presentation.start > now || (span.by === 'end' && presentation.end > now)) return false;
  const time = presentation[span.by];
  return time >= span.from && time < span.until;
}

function presentationXml({ lsid, lseq, start, end, recorded }: Omit<Presentation, 'xml'>): string {
  const url = `https://appliance.example/presentation_download?lsid=${lsid}`;
  const recording = `    <presentation_recording_view_url>${url}&amp;view=1</presentation_recording_view_url>
    <presentation_recording_download_url>${url}</presentation_recording_download_url>
`;
  return `<presentation_session lsid="${lsid}">
    <session_type>presentation</session_type>
    <lseq>${lseq}</lseq>
    <start_time timestamp="${start}">${isoTime(start)}</start_time>
    <end_time timestamp="${end}">${isoTime(end)}</end_time>
    <duration>${clockTime(end - start)}</duration>
${recorded ? recording : ''}    <public_site id="1">Default</public_site>
    <rep_list>
    <representative gsnumber="7" id="1">
    <username>admin</username>
    <display_name>Admin</display_name>
    <seconds_involved>${end - start}</seconds_involved>
</representative>
    </rep_list>
    <attendee_list>
    <attendee gsnumber="8">
    <username>Guest</username>
    </attendee>
    </attendee_list>
<session_details>
<event timestamp="${start}" event_type="Session Start" >

    </event>
</session_details>
</presentation_session>`;
}
