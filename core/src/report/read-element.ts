import { isUtf8 } from 'node:buffer';
import { AttributeList, type Attributes, sameBytes } from './attribute-list.js';
import {
  AMPERSAND,
  BANG,
  byteTable,
  CLOSING_BRACKET,
  DOUBLE_QUOTE,
  EQUALS,
  GREATER,
  LESS,
  NAME,
  NAME_START,
  QUESTION,
  SEMICOLON,
  SINGLE_QUOTE,
  SLASH,
  SPACE,
} from './bytes.js';
import type { TextEncoding } from './encoding.js';
import { resolveReference } from './entities.js';
import { firstBadLine, NotWellFormedError } from './not-well-formed.js';
import { PieceText } from './piece-text.js';

/** Is told what stands in an element, in the order of the bytes. Names are local names; the outermost depth is 0. */
export interface ElementVisitor {
  /**
   * @param attributes only to be read during the call
   * @returns whether to be told what stands inside; its end is told in any case
   */
  start(name: string, depth: number, attributes: Attributes): boolean;
  /** Text directly in the element at `depth`, maybe one of several pieces. @param read gives it, only during the call */
  text(depth: number, read: () => string): void;
  end(depth: number): void;
}

const TEXT_STOP = byteTable(/[<&\]\xef]|[^\t\n\r\x20-\xff]/);
const VALUE_STOP = byteTable(/[<&"'\xef]|[^\t\n\r\x20-\xff]/);
const LITERAL_STOP = byteTable(/\xef|[^\t\n\r\x20-\xff]/);

const cdataStart = Buffer.from('<![CDATA[');
const cdataEnd = Buffer.from(']]>');
const instructionEnd = Buffer.from('?>');

/**
 * Reads one element from its first byte to its last, and checks that it is well-formed: tags, attributes, references,
 * characters. There is no document type, so the five entities and numbers are all that can be referred to.
 * @throws NotWellFormedError at the first fault; the visitor has been told what came before it
 */
export function readElement(bytes: Buffer, encoding: TextEncoding, visitor: ElementVisitor): void {
  new ElementReader(bytes, encoding, visitor).read();
}

class ElementReader {
  readonly #bytes: Buffer;
  readonly #encoding: TextEncoding;
  readonly #visitor: ElementVisitor;
  /** Begin and end of the name of each open element, and how many are open. Lists do not shrink: that is slow. */
  readonly #open: number[] = [];
  #depth = 0;
  /** Elements up to this depth are told to the visitor. */
  #toldDepth = 0;
  readonly #attributes: AttributeList;
  readonly #pieces: PieceText;
  #textFrom = 0;
  #textTo = 0;
  readonly #readText = (): string => this.#pieces.text(this.#textFrom, this.#textTo);
  readonly #readLiteral = (): string => this.#pieces.literal(this.#textFrom, this.#textTo);

  constructor(bytes: Buffer, encoding: TextEncoding, visitor: ElementVisitor) {
    this.#bytes = bytes;
    this.#encoding = encoding;
    this.#visitor = visitor;
    this.#pieces = new PieceText(bytes, encoding);
    this.#attributes = new AttributeList(bytes, this.#pieces);
  }

  read(): void {
    const bytes = this.#bytes;
    if (this.#encoding.isUtf8 && !isUtf8(bytes)) this.#fail(firstBadLine(bytes), 'the text is not UTF-8');
    let at = 0;
    let complete = false;
    while (at < bytes.length) {
      const less = this.#text(at);
      if (less === bytes.length) break;
      const second = bytes[less + 1];
      if (second === SLASH) at = this.#endTag(less);
      else if (second === BANG) at = this.#declaration(less);
      else if (second === QUESTION) at = this.#instruction(less);
      else {
        if (complete) this.#fail(less, 'there is more than one element');
        at = this.#startTag(less);
      }
      complete ||= this.#depth === 0 && second !== BANG && second !== QUESTION;
    }
    if (this.#depth > 0) this.#fail(bytes.length, `${this.#innermost()} is not closed`);
    if (!complete) this.#fail(0, 'there is no element');
  }

  #text(from: number): number {
    const bytes = this.#bytes;
    const end = bytes.length;
    let i = from;
    for (; i < end; i++) {
      const byte = bytes[i]!;
      if (TEXT_STOP[byte] === 0) continue;
      if (byte === LESS) break;
      if (byte === AMPERSAND) i = this.#reference(i);
      else if (byte === CLOSING_BRACKET) {
        if (bytes[i + 1] === CLOSING_BRACKET && bytes[i + 2] === GREATER) this.#fail(i, ']]> stands in text');
      } else this.#checkCharacter(i);
    }
    if (i > from) this.#tell(from, i, false);
    return i;
  }

  #tell(from: number, to: number, literal: boolean): void {
    if (this.#depth === 0) {
      for (let i = from; i < to; i++) {
        if (literal || SPACE[this.#bytes[i]!] === 0) this.#fail(i, 'text stands outside of the element');
      }
      return;
    }
    if (this.#depth > this.#toldDepth) return;
    this.#textFrom = from;
    this.#textTo = to;
    this.#visitor.text(this.#depth - 1, literal ? this.#readLiteral : this.#readText);
  }

  #startTag(less: number): number {
    const bytes = this.#bytes;
    const nameEnd = this.#name(less + 1, 'a tag');
    this.#attributes.clear();
    let i = nameEnd;
    for (;;) {
      const at = this.#skipSpace(i);
      const byte = bytes[at];
      if (byte === GREATER || byte === SLASH) {
        i = at;
        break;
      }
      if (at === i) this.#fail(at, `a tag is not closed, or white space is missing in it: ${this.#excerpt(less)}`);
      i = this.#readAttribute(at);
    }
    const empty = bytes[i] === SLASH;
    if (empty && bytes[i + 1] !== GREATER) this.#fail(i, `/ is not at the end of a tag: ${this.#excerpt(less)}`);
    this.#checkUnique();
    const depth = this.#depth;
    if (depth <= this.#toldDepth) {
      const inside = this.#visitor.start(this.#pieces.localName(less + 1, nameEnd), depth, this.#attributes);
      if (empty) this.#visitor.end(depth);
      else if (inside) this.#toldDepth = depth + 1;
    }
    if (empty) return i + 2;
    this.#open[depth * 2] = less + 1;
    this.#open[depth * 2 + 1] = nameEnd;
    this.#depth = depth + 1;
    return i + 1;
  }

  /** Adds one attribute to the list. Answers where it ends. */
  #readAttribute(from: number): number {
    const bytes = this.#bytes;
    const nameEnd = this.#name(from, 'an attribute');
    const equals = this.#skipSpace(nameEnd);
    if (bytes[equals] !== EQUALS) this.#fail(equals, `attribute ${bytes.toString('utf8', from, nameEnd)} has no value`);
    const opening = this.#skipSpace(equals + 1);
    const quote = bytes[opening];
    if (quote !== DOUBLE_QUOTE && quote !== SINGLE_QUOTE)
      this.#fail(opening, 'the value of an attribute has no quotes');
    const end = bytes.length;
    let i = opening + 1;
    for (; i < end; i++) {
      const byte = bytes[i]!;
      if (VALUE_STOP[byte] === 0) continue;
      if (byte === quote) break;
      if (byte === LESS) this.#fail(i, '< stands in the value of an attribute');
      if (byte === AMPERSAND) i = this.#reference(i);
      else if (byte !== DOUBLE_QUOTE && byte !== SINGLE_QUOTE) this.#checkCharacter(i);
    }
    if (i >= end) this.#fail(opening, 'the value of an attribute is not closed');
    this.#attributes.add(from, nameEnd, opening + 1, i);
    return i + 1;
  }

  #checkUnique(): void {
    const double = this.#attributes.firstDouble();
    if (double === undefined) return;
    const name = this.#bytes.toString('utf8', double.from, double.to);
    this.#fail(double.from, `attribute ${name} stands twice in a tag`);
  }

  #endTag(less: number): number {
    const nameEnd = this.#name(less + 2, 'a closing tag');
    const close = this.#skipSpace(nameEnd);
    if (this.#bytes[close] !== GREATER) this.#fail(close, `a closing tag is not closed: ${this.#excerpt(less)}`);
    const open = this.#open;
    const depth = this.#depth - 1;
    if (depth < 0 || !sameBytes(this.#bytes, open[depth * 2]!, open[depth * 2 + 1]!, less + 2, nameEnd)) {
      const name = this.#bytes.toString('utf8', less + 2, nameEnd);
      this.#fail(less, `</${name}> closes ${depth < 0 ? 'nothing' : this.#innermost()}`);
    }
    this.#depth = depth;
    if (depth <= this.#toldDepth) {
      this.#visitor.end(depth);
      this.#toldDepth = depth;
    }
    return close + 1;
  }

  /** A comment or a CDATA section. */
  #declaration(less: number): number {
    const bytes = this.#bytes;
    if (bytes[less + 2] === 0x2d && bytes[less + 3] === 0x2d) {
      const dashes = bytes.indexOf('--', less + 4);
      if (dashes < 0) this.#fail(less, 'a comment is not closed');
      if (bytes[dashes + 2] !== GREATER) this.#fail(dashes, '-- stands in a comment');
      this.#checkLiteral(less + 4, dashes);
      return dashes + 3;
    }
    const start = less + cdataStart.length;
    if (!bytes.subarray(less, start).equals(cdataStart)) this.#fail(less, 'a declaration stands in the element');
    const close = bytes.indexOf(cdataEnd, start);
    if (close < 0) this.#fail(less, 'a CDATA section is not closed');
    this.#checkLiteral(start, close);
    this.#tell(start, close, true);
    return close + 3;
  }

  #instruction(less: number): number {
    const nameEnd = this.#name(less + 2, 'a processing instruction');
    if (nameEnd - less === 5 && /^xml$/i.test(this.#bytes.toString('latin1', less + 2, nameEnd))) {
      this.#fail(less, 'an XML declaration stands in the element');
    }
    const close = this.#bytes.indexOf(instructionEnd, nameEnd);
    if (close < 0) this.#fail(less, 'a processing instruction is not closed');
    if (close > nameEnd && SPACE[this.#bytes[nameEnd]!] === 0)
      this.#fail(nameEnd, 'a processing instruction has no name');
    this.#checkLiteral(nameEnd, close);
    return close + 2;
  }

  /** Answers where the reference's semicolon stands. */
  #reference(at: number): number {
    const semicolon = this.#bytes.subarray(at, at + 34).indexOf(SEMICOLON);
    const name = this.#bytes.toString('latin1', at + 1, at + Math.max(semicolon, 1));
    if (resolveReference(name) === undefined)
      this.#fail(at, `& does not begin a reference that is known: ${this.#excerpt(at)}`);
    return at + semicolon;
  }

  #checkLiteral(from: number, to: number): void {
    for (let i = from; i < to; i++) if (LITERAL_STOP[this.#bytes[i]!] === 1) this.#checkCharacter(i);
  }

  /** Control characters, and in UTF-8 the two code points U+FFFE and U+FFFF (EF BF BE, EF BF BF). */
  #checkCharacter(at: number): void {
    const bytes = this.#bytes;
    if (bytes[at] === 0xef) {
      if (!this.#encoding.isUtf8 || bytes[at + 1] !== 0xbf || bytes[at + 2]! < 0xbe) return;
    }
    this.#fail(at, `a character that XML does not allow (byte ${bytes[at]!.toString(16).padStart(2, '0')})`);
  }

  #name(from: number, of: string): number {
    const bytes = this.#bytes;
    if (NAME_START[bytes[from] ?? 0] === 0) this.#fail(from, `${of} has no name: ${this.#excerpt(from - 1)}`);
    let i = from + 1;
    while (NAME[bytes[i] ?? 0] === 1) i++;
    return i;
  }

  #skipSpace(from: number): number {
    let i = from;
    while (SPACE[this.#bytes[i] ?? 0] === 1) i++;
    return i;
  }

  #innermost(): string {
    const at = this.#depth * 2;
    return `<${this.#bytes.toString('utf8', this.#open[at - 2], this.#open[at - 1])}>`;
  }

  #excerpt(at: number): string {
    return this.#encoding
      .decode(this.#bytes, at, at + 30)
      .replace(/[^\x20-\x7e\u00a0-\uffff]+/g, ' ')
      .trim();
  }

  #fail(at: number, what: string): never {
    let line = 1;
    for (let i = this.#bytes.indexOf(0x0a); i >= 0 && i < at; i = this.#bytes.indexOf(0x0a, i + 1)) line++;
    throw new NotWellFormedError(`line ${line}: ${what}`);
  }
}
