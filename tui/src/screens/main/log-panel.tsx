import { useKeys } from '../../key-dispatch.js';
import { Line } from '../../parts/line.js';
import { logTone } from '../../parts/log-tone.js';
import { Panel } from '../../parts/panel.js';

/** The newest lines of a log. */
export function LogPanel(props: {
  readonly log: 'ic' | 'service';
  readonly lines: readonly string[];
  readonly width: number;
  readonly height: number;
  readonly isFocused: boolean;
  readonly onOther: () => void;
}) {
  const { log, lines, width, height, isFocused } = props;
  useKeys('mainLog', { other: props.onOther }, isFocused);
  const room = Math.max(0, height - 1);
  const shown = room === 0 ? [] : lines.slice(-room);
  const empty = { text: '  This log has no lines yet.', tone: 'quiet' } as const;
  return (
    <Panel
      number={5}
      title={log === 'service' ? 'Service Log' : 'IC Log'}
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
