import {
  BANG,
  DOUBLE_QUOTE,
  EQUALS,
  GREATER,
  LESS,
  NAME_START,
  QUESTION,
  SINGLE_QUOTE,
  SLASH,
  SPACE,
} from './bytes.js';

/** The answers of a search other than a place. */
const MORE = -1;
const ABSENT = -2;

const commentEnd = Buffer.from('--');
const commentStart = Buffer.from('<!--');
const cdataStart = Buffer.from('<![CDATA[');
const cdataEnd = Buffer.from(']]>');
const instructionEnd = Buffer.from('?>');
const doubleQuote = Buffer.from('"');
const singleQuote = Buffer.from("'");

/** A start or end tag as XML wants it. */
const soundTag = /^<\/?[^\s<>/="']+(?:\s+[^\s<>/="']+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*\/?>$/;

/** The start tag of a session within a value: the quote in between is a mistake, or it is meant to hide the session. */
const sessionInside = /.<[^\s<>/!?]+\s(?:[^<>]*[\s:])?lsid\s*=/s;

/** Bytes that a text run is searched by hand before the call of a native search pays. */
const SHORT_RUN = 128;

/** A longer tag is not checked as a whole: that needs memory for each of its bytes. */
const LONGEST_CHECKED_TAG = 1024 * 1024;

const SMALLEST_CAPACITY = 256 * 1024;

/**
 * Finds one piece of markup after the other (tag, comment, CDATA section, processing instruction) in bytes that arrive in
 * chunks of any size. It forgives: where markup is broken it goes on at the next place that can be markup, so that
 * one broken tag, quote, comment or CDATA section never hides what follows. Whether markup is right is not its question.
 */
export class MarkupScanner {
  /** What is held of the report. */
  view: Buffer;
  /** Where {@link view} begins in the report, in bytes. */
  base: number;
  /** The piece that {@link next} found, as places in {@link view}. */
  from = 0;
  to = 0;
  /** What must not be let go of, as a position in the report. */
  hold: number | undefined;
  /** Whether {@link end} has been called. */
  ended = false;

  #buffer = Buffer.allocUnsafe(SMALLEST_CAPACITY);
  /** Where the search goes on, as a position in the report. So are all fields below: places in the view move. */
  #at: number;
  /** A place outside of quotes up to which an unfinished tag has been read. */
  #resume = 0;
  /** Whether the tag at hand has, or may have, a `<` in a value. */
  #suspicious = false;
  /** How far each terminator has been looked for without finding it, so that nothing is searched twice. */
  readonly #searched = new Map<Buffer, number>();
  readonly #rootEnd: Buffer;
  #lastRootEnd = -1;
  readonly #limit: number;

  /**
   * @param position where the first chunk begins in the report
   * @param rootName the root's name as it stands in the report, with its prefix
   * @param limit bytes held after which a comment, CDATA section or quote counts as never closed
   */
  constructor(position: number, rootName: string, limit: number) {
    this.base = position;
    this.#at = position;
    this.#limit = limit;
    this.#rootEnd = Buffer.from(`</${rootName}`, 'latin1');
    this.view = this.#buffer.subarray(0, 0);
  }

  /** Adds a chunk. What has been searched and is not on {@link hold} may be let go of. */
  append(chunk: Uint8Array): void {
    const from = this.#firstHeld() - this.base;
    const kept = this.view.length - from;
    if (this.view.length + chunk.length > this.#buffer.length) {
      const needed = kept + chunk.length;
      const capacity = this.#buffer.length;
      if (needed * 2 > capacity || (capacity > SMALLEST_CAPACITY && needed * 16 < capacity)) {
        const target = Buffer.allocUnsafeSlow(Math.max(SMALLEST_CAPACITY, needed * 2));
        this.view.copy(target, 0, from);
        this.#buffer = target;
      } else {
        this.#buffer.copyWithin(0, from, this.view.length);
      }
      this.base += from;
      this.view = this.#buffer.subarray(0, kept);
    }
    this.#buffer.set(chunk, this.view.length);
    this.view = this.#buffer.subarray(0, this.view.length + chunk.length);
  }

  /** No more chunks will come. */
  end(): void {
    this.ended = true;
    this.#lastRootEnd = this.view.lastIndexOf(this.#rootEnd) + this.base;
  }

  /** Whether more bytes had to be held than allowed. */
  get overflows(): boolean {
    return this.base + this.view.length - this.#firstHeld() > this.#limit;
  }

  #firstHeld(): number {
    return this.hold ?? this.#at;
  }

  /** Goes to the next piece of markup. False when more bytes are needed, or none are left. */
  next(): boolean {
    const from = this.#nextLess();
    if (from < 0) return false;
    const to = this.#endOf(from);
    if (to < 0) return false;
    this.from = from;
    this.to = to;
    this.#at = this.base + to;
    this.#resume = 0;
    return true;
  }

  /** Makes {@link next} go on at a position in the report. */
  skipTo(position: number): void {
    this.#at = position;
    this.#resume = 0;
  }

  /** Makes {@link next} find the same piece again. */
  unread(): void {
    this.#at = this.base + this.from;
  }

  #nextLess(): number {
    const view = this.view;
    let i = this.#at - this.base;
    const near = Math.min(i + SHORT_RUN, view.length);
    while (i < near && view[i] !== LESS) i++;
    if (i === near) {
      const found = view.indexOf(LESS, i);
      i = found < 0 ? view.length : found;
    }
    this.#at = this.base + i;
    return i < view.length ? i : MORE;
  }

  /** Where the markup that begins at `from` ends, or {@link MORE}. */
  #endOf(from: number): number {
    const view = this.view;
    const second = view[from + 1];
    if (second === undefined) return MORE;
    if (second === BANG) return this.#endOfDeclaration(from);
    const name = second === SLASH || second === QUESTION ? view[from + 2] : second;
    if (name === undefined) return MORE;
    if (NAME_START[name] === 0) return from + 1;
    return second === QUESTION ? this.#endOfSection(from, 2, instructionEnd) : this.#endOfTag(from);
  }

  #endOfDeclaration(from: number): number {
    const start = this.view.subarray(from, from + cdataStart.length);
    if (start.equals(cdataStart)) return this.#endOfSection(from, cdataStart.length, cdataEnd);
    if (start[2] === 0x2d && start[3] === 0x2d) return this.#endOfComment(from);
    const unfinished = [commentStart, cdataStart].some((whole) => whole.subarray(0, start.length).equals(start));
    return unfinished && !this.ended ? MORE : from + 2;
  }

  #endOfSection(from: number, opening: number, terminator: Buffer): number {
    const found = this.#find(terminator, from + opening);
    if (found === ABSENT) return from + opening;
    return found === MORE ? MORE : found + terminator.length;
  }

  /** Two dashes in a comment are its end or a mistake: a comment whose end is missing must not reach into the next one. */
  #endOfComment(from: number): number {
    const found = this.#find(commentEnd, from + 4);
    if (found === ABSENT) return from + 4;
    if (found === MORE) return MORE;
    const after = this.view[found + 2];
    if (after === undefined) return MORE;
    return after === GREATER ? found + 3 : from + 4;
  }

  /**
   * Reads a tag as far as its `>`. A `<` outside of quotes begins the next one. A value may hold anything, but one that
   * holds a `<` makes the tag suspicious: if the rest is not sound, a quote is missing and markup goes on at that `<`.
   */
  #endOfTag(from: number): number {
    const view = this.view;
    const end = view.length;
    let i = Math.max(from + 1, this.#resume - this.base);
    this.#suspicious = i > from + 1;
    let safe = i;
    let afterEquals = false;
    for (; i < end; i++) {
      const byte = view[i]!;
      if (byte === GREATER) return this.#sound(from, i + 1);
      if (byte === LESS) return this.#sound(from, i);
      if ((byte === DOUBLE_QUOTE || byte === SINGLE_QUOTE) && afterEquals) {
        const close = this.#closingQuote(byte, i + 1);
        if (close === ABSENT) return i + 1;
        if (close === MORE || (close + 1 === end && !this.ended)) break;
        if (!canFollowValue(view[close + 1])) {
          const inside = view.subarray(i + 1, close).indexOf(LESS);
          if (inside >= 0) return i + 1 + inside;
        }
        i = close;
        afterEquals = false;
        safe = i + 1;
      } else if (byte === EQUALS) {
        if (!afterEquals) safe = i;
        afterEquals = true;
      } else if (SPACE[byte] === 0) {
        afterEquals = false;
      }
    }
    this.#resume = this.base + (afterEquals || i < end ? safe : i);
    return MORE;
  }

  #sound(from: number, to: number): number {
    if (!this.#suspicious) return to;
    const inside = this.view.subarray(from + 1, to).indexOf(LESS);
    if (inside < 0) return to;
    const tag = this.view.toString('latin1', from, to);
    const isSound = !sessionInside.test(tag) && (tag.length > LONGEST_CHECKED_TAG || soundTag.test(tag));
    return isSound ? to : from + 1 + inside;
  }

  #closingQuote(quote: number, from: number): number {
    const view = this.view;
    const near = Math.min(from + SHORT_RUN, view.length);
    for (let i = from; i < near; i++) {
      if (view[i] === quote) return i;
      if (view[i] === LESS) this.#suspicious = true;
    }
    this.#suspicious = true;
    return this.#find(quote === DOUBLE_QUOTE ? doubleQuote : singleQuote, from);
  }

  /**
   * @returns its place; MORE when it may still come, or when the report is cut short anyway; ABSENT when it never comes,
   * because the root's end follows without it or the limit is reached
   */
  #find(terminator: Buffer, from: number): number {
    const searched = (this.#searched.get(terminator) ?? 0) - this.base;
    const found = this.view.indexOf(terminator, Math.max(from, searched - terminator.length + 1));
    if (found >= 0) return found;
    this.#searched.set(terminator, this.base + this.view.length);
    if (this.ended) return this.#lastRootEnd >= this.base + from ? ABSENT : MORE;
    return this.overflows ? ABSENT : MORE;
  }
}

function canFollowValue(byte: number | undefined): boolean {
  return byte === undefined || SPACE[byte] === 1 || byte === SLASH || byte === GREATER || byte === QUESTION;
}
