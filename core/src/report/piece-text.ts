import type { TextEncoding } from './encoding.js';
import { decodeEntities } from './entities.js';

/** What has to be looked at before a text, or the value of an attribute, is what stands there. */
const special = /[\r&\x80-\xff]/;
const specialInValue = /[\r\n\t&\x80-\xff]/;

/**
 * The text of pieces of a document, by their places in its bytes. Most of them are plain ASCII: those are cut out of one
 * string with a character for each byte, which is several times as fast as to decode each by itself.
 */
export class PieceText {
  readonly #bytes: Buffer;
  readonly #encoding: TextEncoding;
  readonly #characters: string;

  constructor(bytes: Buffer, encoding: TextEncoding) {
    this.#bytes = bytes;
    this.#encoding = encoding;
    this.#characters = bytes.toString('latin1');
  }

  /** Text between tags. */
  text(from: number, to: number): string {
    const plain = this.#characters.slice(from, to);
    return special.test(plain) ? decodeEntities(this.#lines(from, to)) : plain;
  }

  /** What stands in a CDATA section. */
  literal(from: number, to: number): string {
    const plain = this.#characters.slice(from, to);
    return special.test(plain) ? this.#lines(from, to) : plain;
  }

  /** The value of an attribute. */
  value(from: number, to: number): string {
    const plain = this.#characters.slice(from, to);
    if (!specialInValue.test(plain)) return plain;
    return decodeEntities(this.#encoding.decode(this.#bytes, from, to).replace(/\r\n|[\r\n\t]/g, ' '));
  }

  /** The local name of an element or an attribute; declarations of prefixes keep theirs. */
  localName(from: number, to: number): string {
    const name = this.#characters.slice(from, to);
    const colon = name.indexOf(':');
    return colon < 0 || name.startsWith('xmlns:') ? name : name.slice(colon + 1);
  }

  #lines(from: number, to: number): string {
    return this.#encoding.decode(this.#bytes, from, to).replaceAll('\r\n', '\n');
  }
}
