import { Text } from 'ink';
import { clean, cut, widthOf } from '../text-width.js';
import { type StateName, type Theme, type Tone, useTheme } from '../theme.js';

/** A part of a line. */
export interface Span {
  readonly text: string;
  readonly tone?: Tone;
  readonly bold?: boolean;
  /** The character that is typed at. */
  readonly isCursor?: boolean;
}

/** A text for a line: plain, or in parts that look different. */
export type Spans = string | Span | readonly (string | Span)[];

/** A state as sign and word. */
export function stateSpan(theme: Theme, name: StateName, word?: string): Span {
  const look = theme.state(name);
  return {
    text: `${look.sign} ${word ?? look.word}`.trimStart(),
    ...(look.tone === undefined ? {} : { tone: look.tone }),
  };
}

/** The text of spans, clean. */
export function plainText(spans: Spans): string {
  return asList(spans)
    .map(({ text }) => clean(text))
    .join('');
}

/** Spans cut and padded to so many columns. */
export function fitSpans(spans: Spans, width: number, mark: string, align: 'left' | 'right' = 'left'): Span[] {
  const list = asList(spans).map((span) => ({ ...span, text: clean(span.text) }));
  const needed = list.reduce((sum, { text }) => sum + widthOf(text), 0);
  const padding = { text: ' '.repeat(Math.max(0, width - needed)) };
  if (needed <= width) return align === 'left' ? [...list, padding] : [padding, ...list];
  const fitted: Span[] = [];
  let room = width;
  for (const span of list) {
    const own = widthOf(span.text);
    // What follows has to fit, too, or the mark.
    const text =
      own <= room - widthOf(mark) || (own <= room && span === list.at(-1)) ? span.text : cutWith(span.text, room, mark);
    fitted.push({ ...span, text });
    room -= widthOf(text);
    if (text !== span.text || room <= 0) break;
  }
  return [...fitted, { text: ' '.repeat(Math.max(0, room)) }];
}

/** Always with the mark, as something follows that does not fit. */
function cutWith(text: string, room: number, mark: string): string {
  const short = cut(text, room, mark);
  return short === text ? cut(`${text}${mark} `, room, mark) : short;
}

function asList(spans: Spans): readonly Span[] {
  const list = typeof spans === 'string' || 'text' in spans ? [spans] : spans;
  return list.map((span) => (typeof span === 'string' ? { text: span } : span));
}

/**
 * One line of at most so many columns, whatever its text holds. `isSelected`: it stands out. `isFilled`: it takes all of its
 * columns, as it lies over others or something stands beside it; a selected one does so anyway. Every column that is filled
 * takes time to draw.
 */
export function Line(props: {
  readonly spans: Spans;
  readonly width: number;
  readonly isSelected?: boolean;
  readonly isFilled?: boolean;
}) {
  const theme = useTheme();
  const isSelected = props.isSelected === true;
  const fitted = fitSpans(props.spans, props.width, theme.cut);
  // The last span fills the line up; of no text at all Ink would make no line.
  const text = fitted.slice(0, -1);
  const spans = isSelected || props.isFilled === true ? fitted : isEmpty(text) ? [{ text: ' ' }] : text;
  return (
    <Text>
      {joined(spans).map(({ text, tone, bold, isCursor }, index) => {
        const colour = theme.colour(tone);
        return (
          <Text
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of one line have nothing but their place
            key={index}
            bold={bold === true}
            inverse={isCursor === true || isSelected}
            {...(colour === undefined ? {} : { color: colour })}
          >
            {text}
          </Text>
        );
      })}
    </Text>
  );
}

function isEmpty(spans: readonly Span[]): boolean {
  return spans.every(({ text }) => text === '');
}

/** Neighbours that look alike as one: each span takes time to draw. */
function joined(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    const isAlike =
      last !== undefined &&
      last.tone === span.tone &&
      (last.bold ?? false) === (span.bold ?? false) &&
      (last.isCursor ?? false) === (span.isCursor ?? false);
    if (isAlike) result[result.length - 1] = { ...last, text: last.text + span.text };
    else if (span.text !== '') result.push(span);
  }
  return result;
}

/** Lines below one another. */
export function Lines(props: { readonly lines: readonly Spans[]; readonly width: number }) {
  return props.lines.map((spans, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: lines have nothing but their place
    <Line key={index} spans={spans} width={props.width} />
  ));
}
