import type { Progress, RunReport } from '@integration-client/core/run';
import { useEffect, useState } from 'react';
import { useClient } from '../data/client.js';
import { useLogTail } from '../data/log-tail.js';
import { usePoll } from '../data/poll.js';
import { type RunStart, useRun } from '../data/use-run.js';
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
export type Place = Pick<Progress, 'site' | 'destination'>;

/** Rows of the log when there is a result to be read. */
const leastLogRows = 4;

/** What is run, in words. */
export interface Work {
  /** What it does: "Transferring". */
  readonly name: string;
  /** Asked before it is stopped. */
  readonly stop: string;
  /** What becomes of what was done until then. */
  readonly kept: string;
}

const transferring: Work = {
  name: 'Transferring',
  stop: 'Stop the transfers?',
  kept: 'What was delivered is recorded and stays where it is.',
};

/** Runs something, shows how far it is with the log, and what came of it. Leaving it asks, and stops it. */
export function RunScreen<Report extends RunReport>(props: {
  readonly title: string;
  /** Its transfers, also those that have to wait. Absent: those that tell how far they are. */
  readonly places?: readonly Place[];
  /** The same from a shell. */
  readonly command: string;
  readonly start: RunStart<Report>;
  /** Absent: it transfers. */
  readonly work?: Work;
  /** What came of it, in one line and in many. Absent: as of transfers. */
  readonly summary?: (report: Report) => string;
  readonly details?: (report: Report, theme: Theme, width: number) => readonly Spans[];
}) {
  const { title, command, start, work = transferring, summary = runSummary, details = runLines } = props;
  const theme = useTheme();
  const navigation = useNavigation();
  const run = useRun(start);
  const places = props.places ?? [...run.progress.values()];
  const hasEnded = run.result !== undefined;
  const [isStopping, setStopping] = useState(false);
  const { value: status } = usePoll(useClient().status);
  const log = status?.scheduler === 'running' ? 'service' : 'ic';
  const logLines = useLogTail(log, 40, status?.scheduler ?? '');
  useEffect(() => {
    navigation.guard(hasEnded ? undefined : `${title}: it is stopped cleanly. ${work.kept}`);
    return () => navigation.guard(undefined);
  }, [navigation, hasEnded, title, work]);
  const stop = () => {
    setStopping(true);
    run.cancel();
  };
  const cancel = () =>
    navigation.ask({
      question: work.stop,
      details: [work.kept],
      verb: 'Stop',
      action: stop,
    });
  useKeys('run', { cancel: hasEnded ? undefined : isStopping ? 'it is being stopped' : cancel });
  return (
    <Frame title={title}>
      {({ columns, rows }) => {
        const lines = hasEnded ? resultLines(columns - 2) : [];
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
            <Line spans={[' ', headline()]} width={columns} />
            <TransfersPanel
              title={work.name}
              {...{ run, places }}
              isFocused={!hasEnded}
              width={columns}
              height={transferRows}
            />
            {hasEnded && <Result lines={lines} width={columns} height={resultRows} />}
            <LogPanel log={log} lines={logLines} width={columns} height={logRows} isFocused={false} />
          </>
        );
      }}
    </Frame>
  );

  function headline(): Span {
    const { result } = run;
    const now = isStopping ? 'stopping ...' : `${work.name.toLowerCase()} ...`;
    if (result === undefined) return stateSpan(theme, 'running', now);
    if (!(result instanceof Error)) return { ...stateSpan(theme, result.outcome, summary(result)), bold: true };
    return stateSpan(theme, isStopping ? 'interrupted' : 'failed');
  }

  function resultLines(width: number): Spans[] {
    const { result } = run;
    const same: Spans[] = [
      '',
      { text: 'The same from a shell:', tone: 'quiet' },
      ...wrapText(command, width - 2).map((text) => `  ${text}`),
    ];
    if (result === undefined) return same;
    if (!(result instanceof Error)) return [...details(result, theme, width), ...same];
    const texts = result.name === 'AbortError' ? [`It was stopped. ${work.kept}`] : problemLines(result);
    return [...texts.flatMap((text) => wrapText(text, width)).map((text) => ({ text, tone: 'bad' }) as const), ...same];
  }
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
