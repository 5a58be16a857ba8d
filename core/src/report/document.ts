import { GREATER, NAME, SLASH } from './bytes.js';
import type { Head } from './head.js';

const lineFeed = Buffer.from('\n');

/** A slice as a document of its own, see `ReportedSession.document`. */
export function toDocument(bytes: Buffer, head: Head): Buffer {
  const nameEnd = endOfName(bytes);
  const declarations = missingPrefixes(bytes, nameEnd, head.prefixes);
  return Buffer.concat([
    Buffer.from(`<?xml version="1.0" encoding="${head.encoding.label}"?>\n`, 'latin1'),
    bytes.subarray(0, nameEnd),
    Buffer.from(declarations.map((declaration) => ` ${declaration}`).join(''), 'latin1'),
    bytes.subarray(nameEnd),
    lineFeed,
  ]);
}

function missingPrefixes(bytes: Buffer, nameEnd: number, prefixes: ReadonlyMap<string, string>): string[] {
  if (prefixes.size === 0) return [];
  const startTag = bytes.toString('latin1', nameEnd, endOfStartTag(bytes, nameEnd)).replace(/"[^"]*"|'[^']*'/g, '""');
  const declared = new Set(Array.from(startTag.matchAll(/\sxmlns:([^\s=]+)\s*=/g), (match) => match[1]));
  return [...prefixes]
    .filter(([prefix]) => !declared.has(prefix) && bytes.includes(`${prefix}:`, 0, 'latin1'))
    .map(([, declaration]) => declaration);
}

function endOfName(bytes: Buffer): number {
  let i = 1;
  while (NAME[bytes[i] ?? SLASH] === 1) i++;
  return i;
}

/** The element is well-formed: only a quoted value can hold another `>`. */
function endOfStartTag(bytes: Buffer, from: number): number {
  let quote = 0;
  for (let i = from; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (quote !== 0) quote = byte === quote ? 0 : quote;
    else if (byte === 0x22 || byte === 0x27) quote = byte;
    else if (byte === GREATER) return i;
  }
  return bytes.length;
}
