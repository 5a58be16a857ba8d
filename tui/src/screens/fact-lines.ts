import type { Spans } from '../parts/line.js';
import { wrapText } from '../text-width.js';

/** Facts below one another, each after its name. @param nameWidth columns for the names */
export function factLines(
  facts: readonly (readonly [name: string, text: string])[],
  width: number,
  nameWidth: number,
): Spans[] {
  return facts.flatMap(([name, text]) =>
    wrapText(text, width - nameWidth).map(
      (line, index): Spans => [{ text: (index === 0 ? name : '').padEnd(nameWidth), tone: 'quiet' }, line],
    ),
  );
}
