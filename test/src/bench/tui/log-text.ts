/** What stands before each frame that the terminal UI draws. */
export const beginsFrame = '\x1b[?2026h';

/** Lines of a log, each with its number. */
export function logLines(count: number, first = 0): string[] {
  const time = '2026-01-01 00:00:00,000';
  return Array.from({ length: count }, (_, line) => `${time} [bench] INFO line ${first + line} of what happens`);
}
