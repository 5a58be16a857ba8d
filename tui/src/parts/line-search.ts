import type { Tone } from '../theme.js';
import type { Span } from './line.js';
import type { NumberedLines } from './log-window.js';

/** What finds a text, in capitals or not. */
export function searchPattern(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'), 'gi');
}

/** The next line that holds what is searched for, down (1) or up (-1); from the other end where there is none. */
export function findLine(
  lines: NumberedLines,
  pattern: RegExp,
  from: number,
  step: 1 | -1,
): { readonly line: number; readonly hasWrapped: boolean } | undefined {
  const count = lines.end - lines.first;
  for (let looked = 0; looked < count; looked += 1) {
    const distance = from - lines.first + step * looked;
    const line = lines.first + (((distance % count) + count) % count);
    if (lines.at(line).search(pattern) >= 0) return { line, hasWrapped: distance < 0 || distance >= count };
  }
  return undefined;
}

/** A text in parts of which those that are searched for stand out. */
export function markedSpans(text: string, pattern: RegExp | undefined, look: { readonly tone?: Tone }): Span[] {
  if (pattern === undefined) return [{ text, ...look }];
  const spans: Span[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(pattern)) {
    if (index > end) spans.push({ text: text.slice(end, index), ...look });
    spans.push({ text: found, tone: 'accent', bold: true });
    end = index + found.length;
  }
  return [...spans, { text: text.slice(end), ...look }];
}
