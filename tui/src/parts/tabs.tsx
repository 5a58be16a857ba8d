import { widthOf } from '../text-width.js';
import { useTheme } from '../theme.js';
import { Line, type Span } from './line.js';

/** The tabs of a screen in one line, with the number that goes to each; `aside` stands after them. */
export function Tabs(props: {
  readonly titles: readonly string[];
  readonly selected: number;
  readonly aside?: string;
  readonly width: number;
}) {
  const { titles, selected, aside = '', width } = props;
  const { isSpoken } = useTheme();
  const tabs = titles.flatMap((title, index): Span[] => {
    const isSelected = index === selected;
    // Brackets say it where there are neither colours nor signs.
    const text = isSelected ? `[${index + 1} ${title}]` : ` ${index + 1} ${title} `;
    return [
      {
        text: isSpoken && isSelected ? `${text}, selected` : text,
        bold: isSelected,
        ...(isSelected ? { tone: 'accent' } : {}),
      },
      { text: '  ' },
    ];
  });
  const used = tabs.reduce((sum, { text }) => sum + widthOf(text), 1);
  const gap = ' '.repeat(Math.max(0, width - used - widthOf(aside) - 1));
  return <Line spans={[' ', ...tabs, gap, { text: aside, tone: 'quiet' }]} width={width} />;
}
