/** How the bytes of a document become text. */
export interface TextEncoding {
  /** As an XML declaration names it. */
  readonly label: string;
  readonly isUtf8: boolean;
  /** The text of all bytes, or of those from one position to before another. */
  decode(bytes: Buffer, from?: number, to?: number): string;
}

const utf8: TextEncoding = {
  label: 'UTF-8',
  isUtf8: true,
  decode: (bytes, from, to) => bytes.toString('utf8', from, to),
};

/**
 * The encoding that an XML declaration names, UTF-8 where it names none. A document that was readable as far as its
 * declaration is not UTF-16, whatever it says: some writers declare it and then send UTF-8.
 * @returns undefined for a name that nobody knows
 */
export function encodingOf(label: string | undefined): TextEncoding | undefined {
  if (label === undefined || /^(utf-?8|us-ascii|utf-?16.*|ucs-?2)$/i.test(label)) return utf8;
  try {
    const decoder = new TextDecoder(label);
    if (decoder.encoding === 'utf-8') return utf8;
    // In one go, Node 20 takes windows-1252 for ISO-8859-1; as a stream it does not.
    const decode = (bytes: Buffer, from?: number, to?: number): string =>
      decoder.decode(bytes.subarray(from, to), { stream: true }) + decoder.decode();
    return { label, isUtf8: false, decode };
  } catch {
    return undefined;
  }
}
