import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { widthOf } from '@integration-client/tui/text-width';

/** Whether a frame fits into a terminal, with nothing in it that could move the cursor; without `colour`: and no colours. */
export function checkFrame(frame: string, columns: number, rows: number, screen: string, colour: boolean): void {
  const lines = frame.split('\n');
  assert.ok(lines.length <= rows - 1, `${screen} has ${lines.length} lines at ${columns} x ${rows}`);
  for (const line of lines) {
    const text = stripVTControlCharacters(line);
    assert.ok(widthOf(text) <= columns, `${screen} is ${widthOf(text)} wide at ${columns} x ${rows}: ${text}`);
    assert.doesNotMatch(text, /[\p{Cc}\p{Bidi_Control}]/u);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal
    if (!colour) assert.doesNotMatch(line, /\x1b\[(?:3|4|9)\d/);
  }
}
