/** A table for people: columns side by side in a terminal, or in Markdown. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[], isMarkdown: boolean): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ');
  const rule = widths.map((width) => '-'.repeat(width)).join(' | ');
  const lines = [line(head), rule, ...rows.map(line)];
  return (isMarkdown ? lines.map((text) => `| ${text} |`) : lines.map((text) => text.trimEnd())).join('\n');
}
