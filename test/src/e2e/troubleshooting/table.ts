import { readFile } from 'node:fs/promises';

/** A message of the troubleshooting tables, and what they say of it. */
export interface Row {
  /** As it is printed; `…` stands for anything. */
  readonly message: string;
  readonly meaning: string;
  readonly advice: string;
}

const page = new URL('../../../../docs/operations.md', import.meta.url);

/** The rows of all tables below "Troubleshoot by message" in docs/operations.md. */
export async function troubleshootingRows(): Promise<Row[]> {
  const [, section = ''] = (await readFile(page, 'utf8')).split('\n## Troubleshoot by message\n');
  const rows = section.split('\n## ', 1)[0]?.matchAll(/^\| `(.+?)` +\| (.+?) +\| (.+?) +\|$/gm) ?? [];
  return [...rows].map(([, message = '', meaning = '', advice = '']) => ({ message, meaning, advice }));
}

/** Whether a line that was printed is the message, after whatever says where it comes from. */
export function isPrinted(message: string, line: string): boolean {
  const parts = message.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(?:^|[:\\]] |[A-Z] |  )${parts.join('.+?')}(?: \\(.+\\))?$`).test(line);
}
