import { countText } from '@integration-client/core/text';
import type { DestinationVerification, VerifyReport } from '@integration-client/core/verification';
import { type Spans, stateSpan } from '../parts/line.js';
import { wrapText } from '../text-width.js';
import type { Theme, Tone } from '../theme.js';
import { runLines } from './run-text.js';

/** Of each kind so many findings are shown. */
const mostShown = 100;

/** What was found at each destination, and what to do about it. */
export function verifyLines({ destinations, repair }: VerifyReport, theme: Theme, width: number): Spans[] {
  const any = (what: 'missing' | 'changed') => destinations.some(({ counts }) => counts[what] > 0);
  const hints = [
    ...(any('missing') && repair === undefined ? ['To deliver again what is missing choose Deliver Again.'] : []),
    ...(any('changed')
      ? ['What was changed is never overwritten. To deliver a session again: Tools > API Tester.']
      : []),
  ];
  return [
    ...destinations.flatMap((each) => destinationLines(each, theme, width)),
    ...(repair === undefined
      ? []
      : ['', { text: 'Delivered again', bold: true } as const, ...runLines(repair, theme, width)]),
    ...hints.flatMap((text) => wrapText(text, width)).map((text) => ({ text, tone: 'accent' }) as const),
  ];
}

function destinationLines(verified: DestinationVerification, theme: Theme, width: number): Spans[] {
  const { destination, outcome, counts, problem, repaired } = verified;
  const name = { text: destination, bold: true };
  if (outcome === 'unverifiable') return [[name, '  cannot be verified: its plugin does not offer it']];
  const indented = (text: string, tone?: Tone) =>
    wrapText(text, width - 2).map((line) => ({ text: `  ${line}`, ...(tone === undefined ? {} : { tone }) }));
  const { checked, intact, missing, changed, released, extra } = counts;
  const found = [
    `${countText(checked, 'item')} checked: ${intact} intact, ${missing} missing, ${changed} changed`,
    ...(released === 0 ? [] : [`${released} released by the destination's own settings`]),
    extra === undefined ? 'extra was not looked for' : `${extra} extra`,
  ];
  return [
    [stateSpan(theme, outcome), '  ', name],
    ...indented(found.join(', ')),
    ...(repaired === undefined ? [] : indented(`${countText(repaired, 'item')} delivered again`)),
    ...[problem?.message, problem?.hint].flatMap((text) => (text === undefined ? [] : indented(text, 'bad'))),
    ...(['missing', 'changed', 'extra'] as const).flatMap((what) => {
      const findings = verified.findings.filter((finding) => finding.what === what);
      const more = (counts[what] ?? 0) - Math.min(findings.length, mostShown);
      return [
        ...findings
          .slice(0, mostShown)
          .flatMap(({ location, reason }) =>
            indented(
              `${what}  ${location}${reason === undefined ? '' : `: ${reason}`}`,
              what === 'extra' ? 'quiet' : 'bad',
            ),
          ),
        ...(more > 0 && findings.length > 0 ? indented(`and ${more} more ${what}: ic verify lists them`, 'quiet') : []),
      ];
    }),
  ];
}
