import type { Progress } from '@integration-client/core/run';
import { useEffect, useState } from 'react';
import { useClient } from '../data/client.js';
import { useLogTail } from '../data/log-tail.js';
import { usePoll } from '../data/poll.js';
import { type Run, type RunStart, useRun } from '../data/use-run.js';
import { useKeys } from '../key-dispatch.js';
import { shareRows } from '../layout.js';
import { useNavigation } from '../navigation.js';
import { Frame } from '../parts/frame.js';
import { Line, Lines, type Span, type Spans, stateSpan } from '../parts/line.js';
import { Panel } from '../parts/panel.js';
import { scrollAside, useScroll } from '../parts/use-scroll.js';
import { problemLines } from '../problem.js';
import { wrapText } from '../text-width.js';
import { type Theme, useTheme } from '../theme.js';
import { LogPanel } from './main/log-panel.js';
import { runLines, runSummary } from './run-text.js';
import { TransfersPanel } from './transfers-panel.js';

/** A transfer of a run. */
export type Place = Required<Pick<Progress, 'site' | 'destination'>>;

/** Rows of the log when there is a result to be read. */
const leastLogRows = 4;

/** Runs something, shows how far it is with the log, and what came of it. Leaving it asks, and stops it. */
export function RunScreen(props: {
  readonly title: string;
  /** Its transfers, also those that have to wait. */
  readonly places: readonly Place[];
  /** The same from a shell. */
  readonly command: string;
  readonly start: RunStart;
}) {
  const { title, places, command, start } = props;
  const theme = useTheme();
  const navigation = useNavigation();
  const run = useRun(start);
  const hasEnded = run.result !== undefined;
  const [isStopping, setStopping] = useState(false);
  const { value: status } = usePoll(useClient().status);
  const log = status?.scheduler === 'running' ? 'service' : 'ic';
  const logLines = useLogTail(log, 40, status?.scheduler ?? '');
  useEffect(() => {
    navigation.guard(hasEnded ? undefined : `${title}: it is stopped cleanly. What was delivered is recorded.`);
    return () => navigation.guard(undefined);
  }, [navigation, hasEnded, title]);
  const stop = () => {
    setStopping(true);
    run.cancel();
  };
  const cancel = () =>
    navigation.ask({
      question: 'Stop the transfers?',
      details: ['What was delivered is recorded and stays where it is.'],
      verb: 'Stop',
      action: stop,
    });
  useKeys('run', { cancel: hasEnded ? undefined : isStopping ? 'it is being stopped' : cancel });
  return (
    <Frame title={title}>
      {({ columns, rows }) => {
        const lines = hasEnded ? resultLines(run, command, theme, columns - 2) : [];
        const [transferRows = 0, resultRows = 0, logRows = 0] = shareRows(rows - 1, [
          { least: 2, most: places.length + 1, rank: hasEnded ? 1 : 0 },
          hasEnded ? { least: 2, most: lines.length + 1, rank: 0 } : { least: 0, most: 0, rank: 3 },
          // What came of it is to be read; the log takes what that leaves.
          {
            least: 2,
            most: hasEnded ? Math.max(leastLogRows, rows - places.length - lines.length - 3) : rows,
            rank: 2,
          },
        ]);
        return (
          <>
            <Line spans={[' ', headline(run, isStopping, theme)]} width={columns} />
            <TransfersPanel run={run} places={places} isFocused={!hasEnded} width={columns} height={transferRows} />
            {hasEnded && <Result lines={lines} width={columns} height={resultRows} />}
            <LogPanel log={log} lines={logLines} width={columns} height={logRows} isFocused={false} />
          </>
        );
      }}
    </Frame>
  );
}

function Result({ lines, width, height }: { lines: readonly Spans[]; width: number; height: number }) {
  const room = Math.max(0, height - 1);
  const top = useScroll(lines.length, room, true);
  return (
    <Panel title="Result" aside={scrollAside(top, lines.length, room)} width={width} height={height} isFocused>
      <Lines lines={lines.slice(top, top + room).map((spans) => [' ', spans].flat() as Spans)} width={width} />
    </Panel>
  );
}

function headline({ result }: Run, isStopping: boolean, theme: Theme): Span {
  if (result === undefined) return stateSpan(theme, 'running', isStopping ? 'stopping ...' : 'transferring ...');
  if (!(result instanceof Error)) return { ...stateSpan(theme, result.outcome, runSummary(result)), bold: true };
  return stateSpan(theme, isStopping ? 'interrupted' : 'failed');
}

function resultLines({ result }: Run, command: string, theme: Theme, width: number): Spans[] {
  const same: Spans[] = [
    '',
    { text: 'The same from a shell:', tone: 'quiet' },
    ...wrapText(command, width - 2).map((text) => `  ${text}`),
  ];
  if (result === undefined) return same;
  if (!(result instanceof Error)) return [...runLines(result, theme, width), ...same];
  const texts =
    result.name === 'AbortError'
      ? ['It was stopped. What was delivered until then is recorded.']
      : problemLines(result);
  return [...texts.flatMap((text) => wrapText(text, width)).map((text) => ({ text, tone: 'bad' }) as const), ...same];
}
