import type { Application } from '@integration-client/core/application';
import { useEffect, useState } from 'react';
import { useClient } from '../data/client.js';
import { useKeys } from '../key-dispatch.js';
import { useSize } from '../layout.js';
import { useNavigation } from '../navigation.js';
import { problemLines } from '../problem.js';
import { wrapText } from '../text-width.js';
import { type Theme, useTheme } from '../theme.js';
import type { Spans } from './line.js';
import { Sheet } from './sheet.js';

/** What a report asks for, and how it shows it. */
export interface ReportProps<T> {
  readonly title: string;
  /** While it waits for the answer: "Testing". */
  readonly doing: string;
  readonly ask: (application: Application, signal: AbortSignal) => Promise<T>;
  readonly lines: (answer: T, theme: Theme, width: number) => readonly Spans[];
}

/** Has the application try something and shows what came of it, over the screen; on demand once more. */
export function Report<T>({ title, doing, ask, lines }: ReportProps<T>) {
  const client = useClient();
  const theme = useTheme();
  const { closeOverlay } = useNavigation();
  const { columns } = useSize();
  const [count, setCount] = useState(0);
  const [result, setResult] = useState<{ readonly answer: T } | { readonly error: unknown }>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `count` asks for it again; `ask` is made anew each time
  useEffect(() => {
    const stop = new AbortController();
    setResult(undefined);
    client
      .ask((application) => ask(application, stop.signal))
      .then(
        (answer) => ({ answer }),
        (error: unknown) => ({ error }),
      )
      .then((found) => {
        if (!stop.signal.aborted) setResult(found);
      });
    return () => stop.abort();
  }, [client, count]);
  useKeys('report', {
    again: result === undefined ? undefined : () => setCount(count + 1),
    close: closeOverlay,
  });
  return <Sheet title={title} lines={shownLines(columns - 4)} />;

  function shownLines(width: number): readonly Spans[] {
    if (result === undefined) return [{ text: `${doing} ... Esc stops it.`, tone: 'busy' }];
    if ('answer' in result) return lines(result.answer, theme, width);
    return problemLines(result.error).flatMap((text) =>
      wrapText(text, width).map((line) => ({ text: line, tone: 'bad' }) as const),
    );
  }
}
