import { RetryableError } from '@integration-client/sdk';
import { COLON, GREATER, NAME, NAME_START, SLASH } from './bytes.js';
import { MarkupScanner } from './markup-scanner.js';
import type { ReportEntry } from './report.js';

/** Bytes a slice may have. */
const sliceLimit = 256 * 1024 * 1024;

/** Elements that are never inside another one that has an lsid. */
const sessionNames = ['session', 'presentation_session'].map((name) => Buffer.from(name));

/** A child whose end has not been found yet. */
interface OpenChild {
  /** Its local name. */
  readonly name: Buffer;
  /** The beginnings of its tags: `<session`, `</session`. */
  readonly startTag: Buffer;
  readonly endTag: Buffer;
  /**
   * Where the first end tag of its name is looked for, as a position in the report; undefined when what lies before
   * that has turned out not to be a session, so that all markup has to be looked at.
   */
  searched: number | undefined;
  readonly hasLsid: boolean;
  /** How many elements of its name are open, itself among them. */
  depth: number;
  /** How many elements of the root's name are open within it. */
  rootDepth: number;
}

/**
 * Cuts the children of a report's root out of its bytes. If what reaches from a start tag to the first end tag of its
 * name is a sound session, that is the child, and nothing else need be looked at. If not, the child reaches to the end
 * tag that its name demands, whatever else is unbalanced in it; and the next session's start tag, or the end of the
 * root, end a child that was never closed. So one broken session cannot reach into the next one.
 */
export class SessionSlicer {
  readonly #scanner: MarkupScanner;
  readonly #root: Buffer;
  readonly #read: (bytes: Buffer, position: number) => ReportEntry;
  #open: OpenChild | undefined;
  #rootClosed = false;

  /**
   * @param rootName the root's name as it stands in the report, with its prefix
   * @param position where the first chunk begins in the report, behind the root's start tag
   * @param read reads the bytes of one child, which are in memory of their own, and says whether they are sound
   * @param limit bytes a child may have
   */
  constructor(
    rootName: string,
    position: number,
    read: (bytes: Buffer, position: number) => ReportEntry,
    limit = sliceLimit,
  ) {
    this.#scanner = new MarkupScanner(position, rootName, limit);
    this.#root = Buffer.from(rootName.slice(rootName.indexOf(':') + 1), 'latin1');
    this.#read = read;
  }

  /** Adds bytes. Call {@link next} until it answers undefined before more are added. */
  push(chunk: Uint8Array): void {
    this.#scanner.append(chunk);
  }

  /** Says that no more bytes come. More entries may be ready then. */
  end(): void {
    this.#scanner.end();
  }

  /** Whether the root's end has been seen and no child is open behind it. */
  get complete(): boolean {
    return this.#rootClosed && this.#open === undefined;
  }

  /**
   * The next entry, undefined when there is none yet.
   * @throws RetryableError `report-session-too-large`
   */
  next(): ReportEntry | undefined {
    const scanner = this.#scanner;
    for (;;) {
      if (this.#open?.searched !== undefined) {
        const entry = this.#cutAtFirstEnd(this.#open);
        if (entry) return entry;
        if (this.#open.searched !== undefined) return undefined;
      }
      if (!scanner.next()) break;
      const entry = this.#open ? this.#inside(this.#open) : this.#between();
      if (entry) return entry;
    }
    if (scanner.overflows) {
      throw new RetryableError(`A session in the report, at byte ${scanner.hold ?? scanner.base}, is too large.`, {
        code: 'report-session-too-large',
        hint: 'Ask for a shorter period. If the same session stays too large, the report may be damaged.',
      });
    }
    return undefined;
  }

  /** Tries the short way. Without an entry, `searched` tells whether more bytes can help it. */
  #cutAtFirstEnd(open: OpenChild): ReportEntry | undefined {
    const scanner = this.#scanner;
    const { view, base, hold = base } = scanner;
    const from = (open.searched ?? base) - base;
    const found = indexOfTag(view, open.endTag, from);
    const close = found < 0 ? -1 : view.indexOf(GREATER, found);
    // Another start tag of the name comes first: this end tag is not the one.
    const another = indexOfTag(view, open.startTag, from);
    if (another >= 0 && (close < 0 || another < close)) {
      open.searched = undefined;
      return undefined;
    }
    if (close < 0) {
      const searched = base + (found < 0 ? Math.max(from, view.length - open.endTag.length) : found);
      open.searched = scanner.ended || scanner.overflows ? undefined : searched;
      return undefined;
    }
    const entry = this.#read(Buffer.from(view.subarray(hold - base, close + 1)), hold);
    if (entry.kind === 'session') {
      scanner.skipTo(base + close + 1);
      scanner.hold = undefined;
      this.#open = undefined;
      return entry;
    }
    open.searched = undefined;
    return undefined;
  }

  /** A piece of markup between children. */
  #between(): ReportEntry | undefined {
    const { view, base, from, to } = this.#scanner;
    if (view[from + 1] === SLASH) {
      if (this.#named(from + 2, this.#root)) this.#rootClosed = true;
      return undefined;
    }
    if (NAME_START[view[from + 1] ?? 0] === 0) return undefined;
    const hasLsid = this.#hasLsid();
    if (this.#rootClosed) {
      // Behind the root only another root counts, and what is a session by its looks: the end before it was a stray one.
      const goesOn = hasLsid || this.#named(from + 1, this.#root);
      if (goesOn) this.#rootClosed = this.#selfClosing() && !hasLsid;
      if (!hasLsid) return undefined;
    }
    this.#scanner.hold = base + from;
    if (this.#selfClosing()) return this.#cut(to);
    const nameEnd = this.#nameEnd(from + 1);
    const fullName = view.toString('latin1', from + 1, nameEnd);
    this.#open = {
      name: Buffer.from(fullName.slice(fullName.indexOf(':') + 1), 'latin1'),
      startTag: Buffer.from(`<${fullName}`, 'latin1'),
      endTag: Buffer.from(`</${fullName}`, 'latin1'),
      searched: base + to,
      hasLsid,
      depth: 1,
      rootDepth: 0,
    };
    return undefined;
  }

  /** A piece of markup within a child. */
  #inside(open: OpenChild): ReportEntry | undefined {
    const { view, from, to } = this.#scanner;
    const isEnd = view[from + 1] === SLASH;
    const nameAt = isEnd ? from + 2 : from + 1;
    if (NAME_START[view[nameAt] ?? 0] === 0) return undefined;
    if (!isEnd && this.#beginsAnother(open, nameAt)) return this.#cutBefore();
    if (this.#named(nameAt, open.name)) {
      if (!isEnd) open.depth += this.#selfClosing() ? 0 : 1;
      else if (--open.depth === 0) return this.#cut(to);
    } else if (this.#named(nameAt, this.#root)) {
      if (!isEnd) open.rootDepth += this.#selfClosing() ? 0 : 1;
      else if (--open.rootDepth < 0) return this.#cutBefore();
    }
    return undefined;
  }

  /** Whether a start tag within a child can only be the next child, so that the open one was never closed. */
  #beginsAnother(open: OpenChild, nameAt: number): boolean {
    const mayBe =
      !open.hasLsid || this.#named(nameAt, open.name) || sessionNames.some((name) => this.#named(nameAt, name));
    return mayBe && this.#hasLsid();
  }

  #cutBefore(): ReportEntry {
    this.#scanner.unread();
    return this.#cut(this.#scanner.from);
  }

  #cut(to: number): ReportEntry {
    const { view, base, hold = base } = this.#scanner;
    this.#scanner.hold = undefined;
    this.#open = undefined;
    return this.#read(Buffer.from(view.subarray(hold - base, to)), hold);
  }

  /** Whether the local name of the tag whose name begins at `nameAt` is `name`. */
  #named(nameAt: number, name: Buffer): boolean {
    const view = this.#scanner.view;
    let i = nameAt;
    // Most tags differ in their first letter: that is one look for them.
    for (let k = 0; k < name.length; k++, i++) {
      if (view[i] !== name[k]) return this.#namedWithPrefix(nameAt, name);
    }
    return NAME[view[i] ?? 0] === 0;
  }

  #namedWithPrefix(nameAt: number, name: Buffer): boolean {
    const view = this.#scanner.view;
    const end = this.#scanner.to;
    for (let i = nameAt; i < end; i++) {
      const byte = view[i]!;
      if (NAME[byte] === 0) return false;
      if (byte === COLON) {
        const nameEnd = this.#nameEnd(i + 1);
        return nameEnd - i - 1 === name.length && view.subarray(i + 1, nameEnd).equals(name);
      }
    }
    return false;
  }

  #nameEnd(from: number): number {
    const { view, to } = this.#scanner;
    let i = from;
    while (i < to && NAME[view[i]!] === 1) i++;
    return i;
  }

  #selfClosing(): boolean {
    const { view, to } = this.#scanner;
    return view[to - 1] === GREATER && view[to - 2] === SLASH;
  }

  #hasLsid(): boolean {
    const { view, from, to } = this.#scanner;
    const tag = view.toString('latin1', from, to).replace(/"[^"]*"|'[^']*'/g, '""');
    return /[\s:]lsid\s*=/.test(tag);
  }
}

/** Where a tag begins whose name does not only begin alike (`</session_type>`), as far as its name is there. */
function indexOfTag(view: Buffer, beginning: Buffer, from: number): number {
  for (let found = view.indexOf(beginning, from); found >= 0; found = view.indexOf(beginning, found + 1)) {
    const after = view[found + beginning.length];
    if (after === undefined) return -1;
    if (NAME[after] === 0) return found;
  }
  return -1;
}
