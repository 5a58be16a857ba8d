import { Box } from 'ink';
import { useSize } from '../layout.js';
import { Line, type Spans } from './line.js';
import { Panel } from './panel.js';
import { scrollAside, useScroll } from './use-scroll.js';

/** Rows of a screen that no sheet covers: the title, the message, the keys. */
const uncovered = 3;

/**
 * What lies over the lower part of a screen: as high as its lines, or as the screen; then they can be scrolled. The
 * screen stays to be seen above.
 * @param selected the line that has to be seen
 */
export function Sheet(props: { readonly title: string; readonly lines: readonly Spans[]; readonly selected?: number }) {
  const { title, lines, selected } = props;
  const { columns, rows } = useSize();
  const room = rows - uncovered - 2;
  const scrolled = useScroll(lines.length, room, selected === undefined);
  const last = Math.max(0, lines.length - room);
  const top = selected === undefined ? scrolled : Math.min(last, Math.max(0, selected - room + 1));
  const shown = lines.slice(top, top + room);
  const aside = scrollAside(top, lines.length, room);
  return (
    <Box flexDirection="column" width={columns} height={shown.length + 2} flexShrink={0}>
      <Panel title={title} aside={aside} width={columns} height={shown.length + 2} isFocused>
        {shown.map((spans, index) => (
          <Line
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have nothing but their place
            key={index}
            spans={[' ', ...(Array.isArray(spans) ? spans : [spans])]}
            width={columns}
            isSelected={top + index === selected}
            isFilled
          />
        ))}
        <Line spans="" width={columns} isFilled />
      </Panel>
    </Box>
  );
}
