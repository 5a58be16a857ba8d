import { type Handler, useKeys } from '../../key-dispatch.js';
import { Line } from '../../parts/line.js';
import { logTone } from '../../parts/log-tone.js';
import { Panel } from '../../parts/panel.js';
import { logTitles } from '../log-titles.js';

/** The newest lines of a log. */
export function LogPanel(props: {
  readonly number?: number;
  readonly log: 'ic' | 'service';
  readonly lines: readonly string[];
  readonly width: number;
  readonly height: number;
  readonly isFocused: boolean;
  readonly onOther?: Handler;
  readonly onOpen?: Handler;
}) {
  const { number, log, lines, width, height, isFocused } = props;
  useKeys('mainLog', { open: props.onOpen, other: props.onOther }, isFocused);
  const room = Math.max(0, height - 1);
  const shown = room === 0 ? [] : lines.slice(-room);
  const empty = { text: '  This log has no lines yet.', tone: 'quiet' } as const;
  return (
    <Panel
      {...(number === undefined ? {} : { number })}
      title={logTitles[log]}
      aside={log === 'service' ? 'what the scheduler does' : 'what this program does'}
      {...{ width, height, isFocused }}
    >
      {room > 0 && shown.length === 0 && <Line spans={empty} width={width} />}
      {shown.map((text, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of a log have nothing but their place
        <Line key={index} spans={{ text: ` ${text}`, ...logTone(text) }} width={width} />
      ))}
    </Panel>
  );
}
