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
  return { text: `${look.sign} ${word ?? look.word}`, ...(look.tone === undefined ? {} : { tone: look.tone }) };
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
 * One line of exactly so many columns, whatever its text holds. `isSelected`: it stands out. `isOpen`: of no more columns
 * than it has text, which is drawn sooner; for lines that never lie over others.
 */
export function Line(props: {
  readonly spans: Spans;
  readonly width: number;
  readonly isSelected?: boolean;
  readonly isOpen?: boolean;
}) {
  const theme = useTheme();
  const fitted = fitSpans(props.spans, props.width, theme.cut);
  // The last span fills the line up.
  const spans = props.isOpen === true ? fitted.slice(0, -1) : fitted;
  return (
    <Text inverse={props.isSelected === true}>
      {spans.map(({ text, tone, bold, isCursor }, index) => {
        const colour = theme.colour(tone);
        return (
          <Text
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of one line have nothing but their place
            key={index}
            bold={bold === true}
            inverse={isCursor === true || props.isSelected === true}
            {...(colour === undefined ? {} : { color: colour })}
          >
            {text}
          </Text>
        );
      })}
    </Text>
  );
}

/** Lines below one another. */
export function Lines(props: { readonly lines: readonly Spans[]; readonly width: number }) {
  return props.lines.map((spans, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: lines have nothing but their place
    <Line key={index} spans={spans} width={props.width} />
  ));
}
