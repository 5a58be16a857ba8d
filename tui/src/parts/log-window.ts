import { characters, clean, widthOf } from '../text-width.js';

/** Lines by their numbers, from `first` to before `end`. */
export interface NumberedLines {
  readonly first: number;
  readonly end: number;
  at(number: number): string;
}

/** A row of a line that was broken to fit. */
export interface LogRow {
  /** The number of the line. */
  readonly line: number;
  /** It is the first row of its line. */
  readonly isFirst: boolean;
  /** Clean, and no wider than the window. */
  readonly text: string;
}

/** What a window shows of lines. */
export interface LogWindow {
  readonly rows: readonly LogRow[];
  /** The number of the first line that is shown. */
  readonly top: number;
  /** The number of the line after the last one that is shown whole. */
  readonly bottom: number;
}

/** Characters that are looked at of one line: breaking a line of megabytes would take long. */
const longest = 10_000;

/** A line in rows of at most so many columns, at spaces where there are any; at most so many rows, the last of them cut. */
export function rowsOf(line: string, width: number, most: number, mark = '…'): string[] {
  let rest = clean(line.slice(0, longest));
  const isCut = line.length > longest;
  const rows: string[] = [];
  while (rows.length < most) {
    const length = fittingLength(rest, width);
    if (length === rest.length) {
      rows.push(isCut ? rest.slice(0, fittingLength(rest, width - widthOf(mark))) + mark : rest);
      return rows;
    }
    const space = rest.lastIndexOf(' ', length - 1) + 1;
    // A word that takes half of a row is broken.
    const end = space > length / 2 ? space : length;
    rows.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  const last = rows.pop() ?? '';
  return [...rows, last.slice(0, fittingLength(last, width - widthOf(mark))) + mark];
}

/** How much of the beginning of a clean text fits. */
function fittingLength(text: string, width: number): number {
  const isPlain = /^[\x20-\x7e]*$/.test(text.slice(0, width + 1));
  if (isPlain) return Math.min(text.length, Math.max(1, width));
  let used = 0;
  let length = 0;
  for (const segment of characters(text)) {
    used += widthOf(segment);
    // Something always goes on, also what is wider than the window.
    if (used > width && length > 0) break;
    length += segment.length;
  }
  return length;
}

/** The window that begins with a line, or ends with the last one where fewer lines than it has room for follow. */
export function windowFrom(lines: NumberedLines, top: number, width: number, height: number, mark?: string): LogWindow {
  const start = Math.max(top, lines.first);
  const rows: LogRow[] = [];
  let line = start;
  for (; line < lines.end && rows.length < height; line += 1) rows.push(...logRows(lines, line, width, height, mark));
  if (line >= lines.end && rows.length <= height) return windowAtEnd(lines, width, height, mark);
  const isLastWhole = rows.length <= height;
  return { rows: rows.slice(0, height), top: start, bottom: isLastWhole ? line : Math.max(start + 1, line - 1) };
}

/** The window that ends with the last line. */
export function windowAtEnd(lines: NumberedLines, width: number, height: number, mark?: string): LogWindow {
  return windowTo(lines, lines.end, width, height, mark);
}

/** The first line of the window that ends before a line. */
export function topOfPageBefore(lines: NumberedLines, line: number, width: number, height: number): number {
  return Math.min(windowTo(lines, line, width, height).top, Math.max(lines.first, line - 1));
}

/** The window that ends before a line; of its first line there may be only the last rows. */
function windowTo(lines: NumberedLines, end: number, width: number, height: number, mark?: string): LogWindow {
  let rows: LogRow[] = [];
  let line = end;
  while (line > lines.first && rows.length < height) {
    line -= 1;
    rows = [...logRows(lines, line, width, height, mark), ...rows];
  }
  const top = rows.length > height ? line + 1 : line;
  return { rows: rows.slice(-height), top: Math.min(top, Math.max(lines.first, end - 1)), bottom: end };
}

function logRows(lines: NumberedLines, line: number, width: number, most: number, mark?: string): LogRow[] {
  return rowsOf(lines.at(line), width, most, mark).map((text, index) => ({ line, isFirst: index === 0, text }));
}
