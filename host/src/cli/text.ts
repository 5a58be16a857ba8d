import { oneLine } from '@integration-client/core/text';

export {
  bytesText,
  countText,
  durationText,
  localTime,
  oneLine,
  printable,
  timeText,
  zoneText,
} from '@integration-client/core/text';

/** Columns under their headings, as wide as needed. Numbers and sizes stand to the right. */
export function table(headings: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = [headings, ...rows.map((row) => row.map((cell) => oneLine(String(cell))))];
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  const toTheRight = headings.map((_, column) => rows.length > 0 && rows.every((row) => isQuantity(row[column])));
  return lines
    .map((line) =>
      line
        .map((cell, column) =>
          toTheRight[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function isQuantity(cell: string | number | undefined): boolean {
  return typeof cell === 'number' || /^[\d.]+ ([kMGT]?B|s)$/.test(cell ?? '');
}

/** A text of at most so many characters: what is too much is left out in the middle. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const rest = Math.max(0, length - 2);
  const end = Math.floor(rest / 2);
  return `${text.slice(0, rest - end)}..${end === 0 ? '' : text.slice(-end)}`;
}

/** Breaks a text into lines of at most 100 characters, each after the margin. */
export function wrap(text: string, margin = ''): string {
  const width = 100 - margin.length;
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => margin + line).join('\n');
}
