import { RetryableError } from '@integration-client/sdk';
import { cutShort } from './cut-short.js';
import { decodeEntities } from './entities.js';
import { type Head, headLimit, readHead } from './head.js';
import { readEntries } from './read-entries.js';
import type { Report } from './report.js';

/** Characters of an `<error>` that are kept, and bytes that are looked at for them: looking for markup in long junk takes long. */
const errorTextLimit = 4000;
const errorBytesLimit = 16 * 1024;

/**
 * Reads the beginning of a report's bytes and says what it is. The sessions are read when its entries are asked for,
 * which can be done once. The bytes are always read to their end, so that a fault of their source is seen.
 * @throws RetryableError `report-empty`, `report-not-xml`, `report-has-doctype`, `report-not-a-list`, `report-cut-short`; whatever the source throws
 */
export async function openReport(chunks: AsyncIterable<Uint8Array>): Promise<Report> {
  const source = chunks[Symbol.asyncIterator]();
  try {
    const { head, rest } = await readBeginning(source);
    if (head.localName === 'error') {
      const namespace = head.namespace === undefined ? {} : { namespace: head.namespace };
      return { kind: 'error', text: await readErrorText(head, rest, source), ...namespace };
    }
    if (!/list$/i.test(head.localName)) throw notAList(head.localName);
    return {
      kind: 'list',
      root: head.localName,
      ...(head.namespace === undefined ? {} : { namespace: head.namespace }),
      entries: once(readEntries(head, rest, source)),
    };
  } catch (error) {
    await source.return?.();
    throw error;
  }
}

async function readBeginning(source: AsyncIterator<Uint8Array>): Promise<{ head: Head; rest: Buffer }> {
  let bytes: Buffer = Buffer.alloc(0);
  for (;;) {
    const step = await source.next();
    if (step.done) throw endedEarly(bytes);
    bytes = Buffer.concat([bytes, step.value]);
    // A head can only be whole after a `>`; what is not XML at all shows in the first bytes.
    if (bytes.length > 1024 && bytes.length <= headLimit && !step.value.includes(0x3e)) continue;
    const head = readHead(bytes);
    if (head) return { head, rest: bytes.subarray(head.rootEnd) };
  }
}

/** A list without sessions says that nothing matched; other XML must not. */
function notAList(root: string): RetryableError {
  const name = root.replace(/[^\x21-\x7e]/g, '?').slice(0, 80);
  return new RetryableError(`The report is no list of sessions: its first element is <${name}>.`, {
    code: 'report-not-a-list',
    hint: 'Check the state of the appliance, and whether a proxy stands between.',
  });
}

function endedEarly(bytes: Buffer): RetryableError {
  if (/^(\xef\xbb\xbf)?[ \t\r\n]*$/.test(bytes.toString('latin1'))) {
    return new RetryableError('The report is empty.', {
      code: 'report-empty',
      hint: 'The appliance or a proxy before it may be in trouble. Try again later.',
    });
  }
  return cutShort('before its first element');
}

async function readErrorText(head: Head, rest: Buffer, source: AsyncIterator<Uint8Array>): Promise<string> {
  let bytes = rest;
  for (let step = await source.next(); !step.done; step = await source.next()) {
    if (bytes.length <= headLimit) bytes = Buffer.concat([bytes, step.value]);
  }
  if (head.selfClosing) return '';
  const end = bytes.indexOf(`</${head.rootName}`, 0, 'latin1');
  if (end < 0 && bytes.length <= headLimit) throw cutShort('before its error message is complete');
  const text = bytes.subarray(0, Math.min(end < 0 ? bytes.length : end, errorBytesLimit));
  return textOf(head.encoding.decode(text)).slice(0, errorTextLimit);
}

/** The text of an element without its markup. */
function textOf(content: string): string {
  return content
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<!\[CDATA\[([\s\S]*?)\]\]>|<[^<>]*>|[^<]+/g, (piece, literal?: string) => {
      if (literal !== undefined) return literal;
      return piece.startsWith('<') ? '' : decodeEntities(piece);
    })
    .trim();
}

/** An async generator read a second time is silently empty. This one complains. */
function once<T>(entries: AsyncIterable<T>): AsyncIterable<T> {
  let used = false;
  return {
    [Symbol.asyncIterator]() {
      if (used) throw new Error('The entries of a report can be read only once.');
      used = true;
      return entries[Symbol.asyncIterator]();
    },
  };
}
