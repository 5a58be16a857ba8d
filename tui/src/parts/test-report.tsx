import type { CheckReport } from '@integration-client/core/application';
import { useEffect, useState } from 'react';
import { useClient } from '../data/client.js';
import { useKeys } from '../key-dispatch.js';
import { useSize } from '../layout.js';
import { useNavigation } from '../navigation.js';
import { problemLines } from '../problem.js';
import { wrapText } from '../text-width.js';
import { type Theme, useTheme } from '../theme.js';
import { type Spans, stateSpan } from './line.js';
import { Sheet } from './sheet.js';

/** Tests a site or a destination and shows each step, what is wrong, and what to do. */
export function TestReport({ kind, name }: { readonly kind: 'site' | 'destination'; readonly name: string }) {
  const client = useClient();
  const theme = useTheme();
  const { closeOverlay } = useNavigation();
  const { columns } = useSize();
  const [count, setCount] = useState(0);
  const [result, setResult] = useState<CheckReport | Error>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `count` asks for it again
  useEffect(() => {
    const stop = new AbortController();
    setResult(undefined);
    client
      .ask((application) => application.test({ kind, name }, { signal: stop.signal }))
      .catch((error: Error) => error)
      .then((answer) => {
        if (!stop.signal.aborted) setResult(answer);
      });
    return () => stop.abort();
  }, [client, kind, name, count]);
  useKeys('report', {
    again: result === undefined ? undefined : () => setCount(count + 1),
    close: closeOverlay,
  });
  return <Sheet title={`Test of the ${kind} ${name}`} lines={resultLines(result, theme, columns - 4)} />;
}

function resultLines(result: CheckReport | Error | undefined, theme: Theme, width: number): Spans[] {
  if (result === undefined) return [{ text: 'Testing ... Esc stops it.', tone: 'busy' }];
  if (result instanceof Error) {
    return problemLines(result).flatMap((text) =>
      wrapText(text, width).map((line) => ({ text: line, tone: 'bad' }) as const),
    );
  }
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
