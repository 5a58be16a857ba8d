import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { clean, cut, widthOf } from '../text-width.js';
import { useTheme } from '../theme.js';

/** What a panel shows. */
export interface PanelProps {
  /** The key that brings the focus here. */
  readonly number?: number;
  readonly title: string;
  /** At the right end of the title: a count, a filter. */
  readonly aside?: string;
  readonly width: number;
  /** With the line of the title. */
  readonly height: number;
  readonly isFocused?: boolean;
  readonly children?: ReactNode;
}

/** A part of a screen below a line with its title; the line of the panel that has the focus is stronger. */
export function Panel({ number, title, aside = '', width, height, isFocused = false, children }: PanelProps) {
  const theme = useTheme();
  if (height <= 0) return null;
  const rule = isFocused ? theme.strongRule : theme.rule;
  const right = aside === '' ? '' : ` ${cut(clean(aside), Math.floor(width / 2), theme.cut)} ${rule}`;
  const name = `${number === undefined ? '' : `${number} `}${clean(title)}`;
  const left = cut(name, width - widthOf(right) - 4, theme.cut);
  const line = rule.repeat(Math.max(0, width - widthOf(left) - widthOf(right) - 3));
  if (theme.isSpoken) {
    const spoken = [name, ...(isFocused ? ['selected'] : []), ...(aside === '' ? [] : [clean(aside)])].join(', ');
    return (
      <Box flexDirection="column" width={width}>
        <Text>{`\nPanel ${spoken}:`}</Text>
        {children}
      </Box>
    );
  }
  const colour = theme.colour(isFocused ? 'accent' : 'quiet');
  return (
    <Box flexDirection="column" width={width} height={height} flexShrink={0}>
      <Text {...(colour === undefined ? {} : { color: colour })}>
        {rule}
        <Text bold={isFocused}>{` ${left} `}</Text>
        {line}
        {right}
      </Text>
      {children}
    </Box>
  );
}
