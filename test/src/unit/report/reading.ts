import { readFile } from 'node:fs/promises';
import { openReport } from '@integration-client/core/report/open-report';
import type { Report, ReportEntry } from '@integration-client/core/report/report';

const samples = new URL('../../../fixtures/samples/', import.meta.url);

/** The bytes of a real answer. */
export function sample(name: string): Promise<Buffer> {
  return readFile(new URL(name, samples));
}

/** Hands out bytes in chunks of the given sizes, over and over. */
export async function* inChunks(
  bytes: Uint8Array,
  sizes: readonly number[] = [bytes.length || 1],
): AsyncGenerator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** Opens a report from a text or bytes. */
export function open(report: string | Uint8Array, sizes?: readonly number[]): Promise<Report> {
  return openReport(inChunks(typeof report === 'string' ? Buffer.from(report) : report, sizes));
}

/** All entries of a report, and the error at which they stopped. */
export async function entriesOf(
  report: string | Uint8Array,
  sizes?: readonly number[],
): Promise<{ entries: ReportEntry[]; error?: unknown }> {
  const opened = await open(report, sizes);
  if (opened.kind !== 'list') throw new Error(`The report is an error: ${opened.text}`);
  const entries: ReportEntry[] = [];
  try {
    for await (const entry of opened.entries) entries.push(entry);
  } catch (error) {
    return { entries, error };
  }
  return { entries };
}

/** A report as a text, its sessions given as they are to stand in it. */
export function list(...sessions: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<session_list>\n${sessions.join('\n')}\n</session_list>\n`;
}

/** A sound session. */
export function good(lsid: string, content = '<lseq>1</lseq>'): string {
  return `<session lsid="${lsid}">${content}</session>`;
}

/** Short names of entries: `a`, or `!b` for a malformed one, `!` where its lsid is not known. */
export function names(entries: readonly ReportEntry[]): string[] {
  return entries.map((entry) => (entry.kind === 'session' ? entry.header.lsid : `!${entry.lsid ?? ''}`));
}
