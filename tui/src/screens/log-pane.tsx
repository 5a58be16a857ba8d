import type { LogQuery } from '@integration-client/core/application';
import { bytesText } from '@integration-client/core/text';
import { commandText } from '../command-text.js';
import { useClient } from '../data/client.js';
import { type LogLines, useLogLines } from '../data/log-lines.js';
import { usePoll } from '../data/poll.js';
import { useKeys } from '../key-dispatch.js';
import { useNavigation } from '../navigation.js';
import { Line, Lines, type Spans } from '../parts/line.js';
import { markedSpans } from '../parts/line-search.js';
import { logTone } from '../parts/log-tone.js';
import type { LogRow, LogWindow } from '../parts/log-window.js';
import { Panel } from '../parts/panel.js';
import { type LogView, useLogView } from '../parts/use-log-view.js';
import { problemLines } from '../problem.js';
import { wrapText } from '../text-width.js';
import { useTheme } from '../theme.js';
import { logTitles } from './log-titles.js';

/** Columns before each line: the mark of what was found. */
const margin = 2;

/** One log: follows it, searches it, clears it. */
export function LogPane(props: {
  readonly log: LogQuery['log'];
  readonly level: LogQuery['level'];
  readonly width: number;
  readonly height: number;
}) {
  const { log, level, width, height } = props;
  const client = useClient();
  const navigation = useNavigation();
  const theme = useTheme();
  const { value: status } = usePoll(client.status);
  const { ring, error } = useLogLines(log, level, status?.scheduler ?? '');
  const view = useLogView(ring);
  const clear = () =>
    navigation.ask({
      question: `Clear the ${logTitles[log]}?`,
      details: ['All lines of it are deleted, those of the days before too.'],
      command: commandText(['ic', 'logs', 'clear', ...(log === 'service' ? ['--service'] : []), '--yes']),
      verb: 'Clear',
      action: async () => {
        const { bytes } = await client.ask((application) => application.clearLog({ log }));
        ring.clear();
        navigation.say(`Cleared the ${logTitles[log]}: ${bytesText(bytes)}`);
      },
    });
  useKeys('logClear', { clear: ring.end === 0 ? 'this log has no lines' : clear }, !view.isTyping);
  const shown = view.show(width - margin, height - 1, theme.cut);
  return (
    <Panel title={logTitles[log]} aside={asideOf(view, shown, ring)} width={width} height={height} isFocused>
      {ring.end === 0 ? (
        <Lines lines={emptyLines(error, level, width)} width={width} />
      ) : (
        shown.rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have nothing but their place
          <Line key={index} spans={rowSpans(row)} width={width} />
        ))
      )}
    </Panel>
  );

  function rowSpans({ line, isFirst, text }: LogRow): Spans {
    const pointer = line === view.found && isFirst ? `${theme.pointer} ` : '  ';
    return [{ text: pointer, bold: true }, ...markedSpans(text, view.pattern, logTone(ring.at(line)))];
  }
}

function asideOf({ isTyping, search, top }: LogView, { bottom }: LogWindow, { first, end }: LogLines['ring']): string {
  if (isTyping) return `/${search}_`;
  const count = `${(end - first).toLocaleString('en')} line${end - first === 1 ? '' : 's'}`;
  const place = top === undefined ? `following, ${count}` : `line ${(bottom - first).toLocaleString('en')} of ${count}`;
  return search === '' ? place : `/${search}  ${place}`;
}

function emptyLines(error: Error | undefined, level: LogQuery['level'], width: number): Spans[] {
  const texts =
    error === undefined
      ? [level === undefined ? 'This log has no lines yet.' : 'This log has no such lines. v shows other levels.']
      : problemLines(error);
  return texts
    .flatMap((text) => wrapText(text, width - margin))
    .map((text) => ({ text: `  ${text}`, tone: error === undefined ? 'quiet' : 'bad' }));
}
