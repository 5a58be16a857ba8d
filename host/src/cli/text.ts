export { localTime, timeText, zoneText } from '@integration-client/core/time-text';

/** Shows control characters as `\xNN`, so that what came from outside can neither move a terminal's cursor nor turn its text round. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, (character) =>
    character === '\t' || character === '\n'
      ? character
      : `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`,
  );
}

/** {@link printable}, and without line ends. */
export function oneLine(text: string): string {
  return printable(text).replaceAll('\n', ' ');
}

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

/** "1 item", "2 items". */
export function countText(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}

/** A number of bytes for people: "1.2 MB". */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** How long it took, for people: "7.2 s", "4 min 10 s", "2 h 5 min". */
export function durationText(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
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
