import { Box } from 'ink';
import { createContext, type ReactNode, useContext } from 'react';
import { type Size, useSize } from '../layout.js';
import type { MessageKind } from '../navigation.js';
import { widthOf } from '../text-width.js';
import { useTheme } from '../theme.js';
import { KeyLine } from './key-line.js';
import { Line, plainText, type Spans } from './line.js';

/** What was said last. */
export interface Message {
  readonly text: string;
  readonly kind: MessageKind;
}

/** What the frame of every screen shows beside the screen. */
export const FrameContext = createContext<{ readonly message?: Message; readonly overlay?: ReactNode }>({});

/** Rows that the frame itself takes: the title, the message, the keys. */
const ownRows = 3;

/** A screen: its title, what it shows, the last message, and the keys. */
export function Frame(props: {
  readonly title: string;
  /** At the right end of the first line. */
  readonly aside?: Spans;
  readonly children: (size: Size) => ReactNode;
}) {
  const { columns, rows } = useSize();
  const { message, overlay } = useContext(FrameContext);
  const body = { columns, rows: rows - ownRows };
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <TitleLine title={props.title} aside={props.aside} width={columns} />
      <Box flexDirection="column" width={columns} height={body.rows}>
        {props.children(body)}
        {overlay !== undefined && (
          <Box position="absolute" width={columns} height={body.rows} flexDirection="column" justifyContent="flex-end">
            {overlay}
          </Box>
        )}
      </Box>
      <MessageLine message={message} width={columns} />
      <KeyLine width={columns} />
    </Box>
  );
}

function TitleLine({ title, aside = '', width }: { title: string; aside?: Spans | undefined; width: number }) {
  const program = 'Integration Client';
  const asideWidth = Math.min(Math.floor(width / 2), widthOf(plainText(aside)));
  return (
    <Box width={width} height={1}>
      <Line
        spans={[{ text: ` ${program}`, bold: true }, title === '' ? '' : { text: `  ${title}`, tone: 'accent' }]}
        width={width - asideWidth}
        isFilled
      />
      {asideWidth > 0 && <Line spans={aside} width={asideWidth} />}
    </Box>
  );
}

function MessageLine({ message, width }: { message: Message | undefined; width: number }) {
  const theme = useTheme();
  if (message === undefined) return <Line spans="" width={width} />;
  const sign = { done: theme.signs.good, failed: theme.signs.bad, note: theme.signs.warning }[message.kind];
  const tone = { done: 'good', failed: 'bad', note: 'warning' } as const;
  return <Line spans={{ text: ` ${sign} ${message.text}`, tone: tone[message.kind] }} width={width} />;
}
