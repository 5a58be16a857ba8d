import { windowStart } from '../layout.js';
import { useTheme } from '../theme.js';
import { type Column, columnGap, fitColumns } from './columns.js';
import { fitSpans, Line, Lines, type Span } from './line.js';
import { Panel, type PanelProps } from './panel.js';
import type { Table } from './use-table.js';

/** What a table shows. */
interface RowsProps<Row> {
  readonly table: Table<Row>;
  readonly columns: readonly Column<Row>[];
  /** In place of the rows where there are none: what to do next. */
  readonly empty: readonly string[];
  /** False: the columns have no headings. */
  readonly headings?: boolean;
}

/** A panel of a table; at the right end of its title stands its filter, or which of how many rows is selected. */
export function TablePanel<Row>(props: Omit<PanelProps, 'aside' | 'children'> & RowsProps<Row>) {
  const { table, columns, empty, headings = true, ...panel } = props;
  return (
    <Panel {...panel} aside={asideOf(table)}>
      <Rows
        {...{ table, columns, empty, headings }}
        width={panel.width}
        height={panel.height - 1}
        isFocused={panel.isFocused === true}
      />
    </Panel>
  );
}

function asideOf<Row>({ rows, count, filter, isFiltering, index, height }: Table<Row>): string {
  if (filter !== '' || isFiltering) return `/${filter}${isFiltering ? '_' : ''}  ${rows.length} of ${count}`;
  return rows.length > height.current ? `${index + 1} of ${count}` : '';
}

/** The rows around the selected one, as many as there is room for. */
function Rows<Row>(
  props: RowsProps<Row> & { readonly width: number; readonly height: number; readonly isFocused: boolean },
) {
  const { table, columns, width, height, isFocused, empty } = props;
  // One row is for what is selected.
  const headings = props.headings !== false && height > 1;
  const theme = useTheme();
  if (height <= 0) return null;
  if (table.rows.length === 0) {
    const lines = table.filter === '' ? empty : ['  Nothing matches the filter.'];
    return <Lines lines={lines.slice(0, height).map((text) => ({ text, tone: 'quiet' }) as const)} width={width} />;
  }
  const room = Math.max(1, height - (headings ? 1 : 0));
  table.height.current = room;
  table.start.current = windowStart(table.start.current, table.index, room, table.rows.length);
  const fitted = fitColumns(columns, table.rows, width - 2);
  const gap = { text: ' '.repeat(columnGap) };
  const row = (spansOf: (column: (typeof fitted)[number]) => readonly Span[]): Span[] =>
    fitted.flatMap((column, index) => (index === 0 ? spansOf(column) : [gap, ...spansOf(column)]));
  const heading = row(({ title, width, align }) => fitSpans({ text: title, tone: 'quiet' }, width, theme.cut, align));
  const shown = table.rows.slice(table.start.current, table.start.current + room);
  return (
    <>
      {headings && <Line spans={['  ', ...heading]} width={width} />}
      {shown.map((each, offset) => {
        const place = table.start.current + offset;
        const isSelected = place === table.index;
        const cells = row(({ cell, width, align }) => fitSpans(cell(each), width, theme.cut, align));
        return (
          <Line
            key={place}
            spans={[isSelected ? `${theme.pointer} ` : '  ', ...cells]}
            width={width}
            isSelected={isSelected && isFocused}
          />
        );
      })}
    </>
  );
}
