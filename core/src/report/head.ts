import { RetryableError } from '@integration-client/sdk';
import { encodingOf, type TextEncoding } from './encoding.js';
import { decodeEntities } from './entities.js';

/** What stands before the content of a document: declaration, comments, the root's start tag. */
export interface Head {
  readonly encoding: TextEncoding;
  /** The root's name with its prefix, as it stands there. */
  readonly rootName: string;
  readonly localName: string;
  readonly namespace?: string;
  /** Prefix → declaration (`xmlns:p="…"`) as it stands on the root. */
  readonly prefixes: ReadonlyMap<string, string>;
  readonly selfClosing: boolean;
  /** Where the root's start tag begins and ends, in bytes. */
  readonly rootStart: number;
  readonly rootEnd: number;
}

/** Bytes the head of a document may have. */
export const headLimit = 64 * 1024;

const byteOrderMark = '\xef\xbb\xbf';

const startTag = /^<([^\s<>/="']+)((?:[^<>"']|"[^"]*"|'[^']*')*)>/;

/**
 * Reads the head of a document.
 * @returns undefined while more bytes are needed
 * @throws RetryableError `report-not-xml`, `report-has-doctype`
 */
export function readHead(bytes: Buffer): Head | undefined {
  refuseBinary(bytes);
  const text = bytes.toString('latin1', 0, headLimit + 1);
  if (text !== byteOrderMark && byteOrderMark.startsWith(text)) return undefined;
  let at = text.startsWith(byteOrderMark) ? byteOrderMark.length : 0;
  let label: string | undefined;
  for (;;) {
    while (/[ \t\r\n]/.test(text[at] ?? '')) at++;
    const opening = text.startsWith('<?', at) ? '?>' : text.startsWith('<!--', at) ? '-->' : undefined;
    if (opening === undefined) break;
    const end = text.indexOf(opening, at);
    if (end < 0) return needMore(bytes);
    const declaration = /^<\?xml\s[^>]*?encoding\s*=\s*["']([^"']*)["']/.exec(text.slice(at, end));
    label ??= declaration?.[1];
    at = end + opening.length;
  }
  const rest = text.slice(at, at + 9).toLowerCase();
  if (['<!--', '<?', '<!doctype'].some((whole) => whole !== rest && whole.startsWith(rest))) return needMore(bytes);
  if (rest === '<!doctype') return refuseDoctype(bytes, text, at);
  if (!/^<[a-z_:\x80-\xff]/.test(rest)) throw notXml(bytes);
  const tag = startTag.exec(text.slice(at));
  if (!tag) return needMore(bytes);
  return headOf(bytes, label, tag, at);
}

function headOf(bytes: Buffer, label: string | undefined, tag: RegExpExecArray, at: number): Head {
  const rootName = tag[1] ?? '';
  const attributes = tag[2] ?? '';
  const colon = rootName.indexOf(':');
  const localName = rootName.slice(colon + 1);
  if (localName.toLowerCase() === 'html') throw notXml(bytes, 'It is a web page.');
  const encoding = encodingOf(label);
  if (!encoding) throw notXml(bytes, `Its encoding is not known: ${label}.`);
  const prefixes = new Map<string, string>();
  let namespace: string | undefined;
  for (const [declaration, prefix = '', double, single] of attributes.matchAll(
    /(?<=\s)xmlns(?::([^\s=]+))?\s*=\s*(?:"([^"]*)"|'([^']*)')/g,
  )) {
    if (prefix) prefixes.set(prefix, declaration);
    if (prefix === rootName.slice(0, Math.max(colon, 0))) namespace = decodeEntities(double ?? single ?? '');
  }
  return {
    encoding,
    rootName,
    localName,
    ...(namespace === undefined ? {} : { namespace }),
    prefixes,
    selfClosing: attributes.endsWith('/'),
    rootStart: at,
    rootEnd: at + tag[0].length,
  };
}

function needMore(bytes: Buffer): undefined {
  if (bytes.length > headLimit) throw notXml(bytes, 'Its first element does not begin within 64 KiB.');
  return undefined;
}

function refuseBinary(bytes: Buffer): void {
  const [a, b] = bytes;
  if (a === 0x1f && b === 0x8b) throw notXml(bytes, 'It is compressed with gzip.');
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) || (a === 0x3c && b === 0) || (a === 0 && b === 0x3c)) {
    throw notXml(bytes, 'It is UTF-16.');
  }
}

function refuseDoctype(bytes: Buffer, text: string, at: number): undefined {
  const name = text.slice(at + 9, at + 40);
  if (!/^\s+\S+[\s>[]/.test(name) && bytes.length < headLimit && name.length < 31) return undefined;
  if (/^\s+html\b/i.test(name)) throw notXml(bytes, 'It is a web page.');
  throw new RetryableError('The report has a document type declaration (DOCTYPE).', {
    code: 'report-has-doctype',
    hint: 'Reports of the appliance have none. Check that the address is the appliance itself.',
  });
}

function notXml(bytes: Buffer, what = ''): RetryableError {
  const beginning = bytes
    .toString('utf8', 0, 400)
    .replace(/[^\x20-\x7e\u00a0-\ufffc]+/g, ' ')
    .trim()
    .slice(0, 80);
  return new RetryableError(`The report is not XML. ${what}${what ? ' ' : ''}It begins: ${beginning}`, {
    code: 'report-not-xml',
    hint: 'Check that the address is the appliance itself and not a proxy or a sign-in page.',
  });
}
