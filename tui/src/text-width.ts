import { oneLine } from '@integration-client/core/text';
import stringWidth from 'string-width';

const segmenter = new Intl.Segmenter();

/** A text of printable ASCII is as wide as it is long. */
const isPlain = (text: string) => /^[\x20-\x7e]*$/.test(text);

/**
 * A text that cannot harm the terminal, on one line: control characters are shown as `\xNN`, and invisible characters
 * that terminals measure differently (joiners, variation selectors, tags) are left out.
 */
export function clean(text: string): string {
  return isPlain(text)
    ? text
    : oneLine(text)
        .replaceAll('\t', ' ')
        .replace(/\p{Cf}|\p{Cs}|[\ufe00-\ufe0f]/gu, '');
}

/** Columns that a clean text takes in a terminal. */
export function widthOf(text: string): number {
  return isPlain(text) ? text.length : stringWidth(text);
}

/** A clean text of at most so many columns; where something is cut off, `mark` stands at the end. */
export function cut(text: string, width: number, mark = '…'): string {
  if (width <= 0) return '';
  if (widthOf(text) <= width) return text;
  const room = width - widthOf(mark);
  let result = '';
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    used += widthOf(segment);
    if (used > room) break;
    result += segment;
  }
  return result + mark;
}

/** A clean text of exactly so many columns. */
export function fitText(text: string, width: number, align: 'left' | 'right' = 'left', mark = '…'): string {
  const short = cut(text, width, mark);
  const padding = ' '.repeat(Math.max(0, width - widthOf(short)));
  return align === 'left' ? short + padding : padding + short;
}

/** Breaks a text into clean lines of at most so many columns, at spaces where there are any. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).map(clean)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = pieceWise(word, width);
    line = pieces.pop() ?? '';
    lines.push(...pieces);
  }
  return [...lines, line];
}

function pieceWise(word: string, width: number): string[] {
  const pieces = [''];
  for (const { segment } of segmenter.segment(word)) {
    const last = pieces.at(-1) ?? '';
    if (widthOf(last + segment) <= width) pieces[pieces.length - 1] = last + segment;
    else pieces.push(segment);
  }
  return pieces;
}
