import { widthOf } from '../text-width.js';
import { plainText, type Spans } from './line.js';

/** A column of a table. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => Spans;
  readonly align?: 'left' | 'right';
  /** Columns that it can be narrowed to. Absent: it is shown whole. */
  readonly least?: number;
  /** Where there is no room, columns are left out, the highest first. Absent: never. */
  readonly leaveOut?: number;
}

/** Between two columns. */
export const columnGap = 2;

/** A column with the width it has. */
export interface FittedColumn<Row> extends Column<Row> {
  readonly width: number;
}

/** So many rows are measured: all, but in lists that nobody reads to the end. */
const measuredRows = 500;

/** The columns that there is room for, each as wide as needed or as narrow as it may be. */
export function fitColumns<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
): FittedColumn<Row>[] {
  const measured = rows.slice(0, measuredRows);
  // A column that says nothing takes nothing.
  let wide = columns
    .filter(({ cell }) => measured.some((row) => plainText(cell(row)) !== ''))
    .map((column) => ({ ...column, width: naturalWidth(column, measured) }));
  while (leastWidth(wide) > width) {
    const out = Math.max(...wide.map(({ leaveOut = 0 }) => leaveOut));
    if (out === 0) break;
    wide = wide.filter(({ leaveOut }) => leaveOut !== out);
  }
  let excess = totalWidth(wide) - width;
  while (excess > 0) {
    const widest = wide.filter(({ least = Number.POSITIVE_INFINITY, width }) => width > least);
    if (widest.length === 0) break;
    const most = Math.max(...widest.map((column) => column.width));
    wide = wide.map((column) =>
      column.width === most && widest.includes(column) && excess-- > 0 ? { ...column, width: most - 1 } : column,
    );
  }
  return wide;
}

function naturalWidth<Row>({ title, cell }: Column<Row>, rows: readonly Row[]): number {
  return Math.max(widthOf(title), ...rows.map((row) => widthOf(plainText(cell(row)))));
}

function totalWidth<Row>(columns: readonly FittedColumn<Row>[]): number {
  return columns.reduce((sum, { width }) => sum + width, Math.max(0, columns.length - 1) * columnGap);
}

function leastWidth<Row>(columns: readonly FittedColumn<Row>[]): number {
  return totalWidth(
    columns.map((column) => ({ ...column, width: Math.min(column.width, column.least ?? column.width) })),
  );
}
