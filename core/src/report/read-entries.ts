import { lsidFault } from '../transfer/item-key.js';
import { cutShort } from './cut-short.js';
import { toDocument } from './document.js';
import { decodeEntities } from './entities.js';
import type { Head } from './head.js';
import { NotWellFormedError } from './not-well-formed.js';
import type { ReportEntry } from './report.js';
import { readSessionHeader } from './session-header.js';
import { SessionSlicer } from './slicer.js';

/**
 * The entries of a report whose head has been read.
 * @param rest what is already there behind the root's start tag
 * @throws RetryableError `report-cut-short`, `report-session-too-large`; whatever the source throws
 */
export async function* readEntries(
  head: Head,
  rest: Buffer,
  source: AsyncIterator<Uint8Array>,
): AsyncGenerator<ReportEntry> {
  const slicer = new SessionSlicer(head.rootName, head.rootEnd, (bytes, position) => readEntry(bytes, position, head));
  let done = false;
  try {
    slicer.push(head.selfClosing ? Buffer.from(`</${head.rootName}>`, 'latin1') : rest);
    for (;;) {
      for (let entry = slicer.next(); entry; entry = slicer.next()) yield entry;
      if (done) break;
      const step = await source.next();
      done = step.done === true;
      if (step.done) slicer.end();
      else slicer.push(step.value);
    }
    if (!slicer.complete) throw cutShort(`before its root <${head.rootName}> is closed`);
  } finally {
    if (!done) await source.return?.();
  }
}

function readEntry(bytes: Buffer, position: number, head: Head): ReportEntry {
  try {
    const header = readSessionHeader(bytes, head.encoding);
    return { kind: 'session', header, bytes, position, document: () => toDocument(bytes, head) };
  } catch (error) {
    if (!(error instanceof NotWellFormedError)) throw error;
    const lsid = lsidOf(bytes, head);
    return { kind: 'malformed', bytes, position, reason: error.message, ...(lsid === undefined ? {} : { lsid }) };
  }
}

/** The lsid in the first tag of a slice that is not well-formed; undefined where it cannot be one. */
function lsidOf(bytes: Buffer, head: Head): string | undefined {
  const beginning = head.encoding.decode(bytes.subarray(0, 4096));
  const [, found = '', end = ''] = /^<[^<>]*?[\s:]lsid\s*=\s*["']?([^"'<>\s]+)(\s*["'])?/.exec(beginning) ?? [];
  const lsid = decodeEntities(found) + end.replace(/["']$/, '');
  return lsid === '' || lsidFault(lsid) !== undefined ? undefined : lsid;
}
