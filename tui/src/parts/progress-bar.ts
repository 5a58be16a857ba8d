import type { Theme } from '../theme.js';
import type { Span } from './line.js';

/** A bar of so many columns. @param part 0 to 1 */
export function progressBar({ bar }: Theme, part: number, width: number): Span {
  const full = Math.round(Math.max(0, Math.min(1, part)) * width);
  return { text: bar.full.repeat(full) + bar.empty.repeat(width - full), tone: 'busy' };
}
