import { oneLine } from '@integration-client/core/text';
import stringWidth from 'string-width';

const segmenter = new Intl.Segmenter();

/** Characters that the segmenter is given at once: it takes time by the square of their number. */
const pieceLength = 256;

/** A text character by character as people see them, letters with their marks. */
export function* characters(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const piece = [...segmenter.segment(text.slice(from, from + pieceLength))].map(({ segment }) => segment);
    // The last one may go on in the next piece.
    if (from + pieceLength < text.length && piece.length > 1) piece.pop();
    yield* piece;
    from += piece.join('').length;
  }
}

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
  if (isPlain(text)) return text.length;
  if (text.length <= pieceLength) return stringWidth(text);
  let width = 0;
  for (const character of characters(text)) width += widthOf(character.slice(0, pieceLength));
  return width;
}

/** A clean text of at most so many columns; where something is cut off, `mark` stands at the end. */
export function cut(text: string, width: number, mark = '…'): string {
  if (width <= 0) return '';
  const room = width - widthOf(mark);
  let result = '';
  let used = 0;
  for (const character of characters(text)) {
    used += widthOf(character);
    if (used <= room) result += character;
    if (used > width) return result + mark;
  }
  return text;
}

/** The same with the end kept; where something is cut off, `mark` stands at the beginning. */
export function cutStart(text: string, width: number, mark = '…'): string {
  const letters = [...text];
  const room = width - widthOf(mark);
  let kept = letters.length;
  let used = 0;
  for (let from = letters.length; from > 0; from -= 1) {
    used += widthOf(letters[from - 1] ?? '');
    if (used <= room) kept = from - 1;
    if (used > width) return mark + letters.slice(kept).join('');
  }
  return text;
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
  for (const segment of characters(word)) {
    const last = pieces.at(-1) ?? '';
    if (widthOf(last + segment) <= width) pieces[pieces.length - 1] = last + segment;
    else pieces.push(segment);
  }
  return pieces;
}
