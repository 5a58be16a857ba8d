import type { CheckReport } from '@integration-client/core/application';
import { wrapText } from '../text-width.js';
import type { Theme } from '../theme.js';
import { type Spans, stateSpan } from './line.js';
import { Report } from './report.js';

/** Tests a site or a destination and shows each step, what is wrong, and what to do. */
export function TestReport({ kind, name }: { readonly kind: 'site' | 'destination'; readonly name: string }) {
  return (
    <Report
      title={`Test of the ${kind} ${name}`}
      doing="Testing"
      ask={(application, signal) => application.test({ kind, name }, { signal })}
      lines={resultLines}
    />
  );
}

function resultLines(result: CheckReport, theme: Theme, width: number): Spans[] {
  const indent = (text: string, by: number) => wrapText(text, width - by).map((line) => ' '.repeat(by) + line);
  return [
    ...result.steps.flatMap(({ name, ok, detail, hint }): Spans[] => [
      [stateSpan(theme, ok ? 'ok' : 'failed'), '  ', { text: name, bold: true }],
      ...indent(detail, 4),
      ...(hint === undefined ? [] : indent(hint, 4).map((text) => ({ text, tone: 'accent' }) as const)),
    ]),
    ...result.warnings.flatMap((text): Spans[] => [
      stateSpan(theme, 'warning'),
      ...indent(text, 4).map((line) => ({ text: line, tone: 'warning' }) as const),
    ]),
    '',
    { ...stateSpan(theme, result.ok ? 'ok' : 'failed', summary(result)), bold: true },
  ];
}

function summary({ ok, reachable, warnings }: CheckReport): string {
  if (!ok) return reachable ? 'It does not work like this.' : 'It cannot be reached.';
  return warnings.length === 0 ? 'Everything works.' : 'It works; see the warnings.';
}
