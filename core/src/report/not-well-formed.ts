import { isUtf8 } from 'node:buffer';

/** Markup is not what XML allows. The message says where and what: "line 3: </b> closes <a>". */
export class NotWellFormedError extends Error {}

/** Where the first line that is not UTF-8 begins. A line feed is never part of another character. */
export function firstBadLine(bytes: Buffer): number {
  for (let from = 0; from < bytes.length; ) {
    const feed = bytes.indexOf(0x0a, from);
    const to = feed < 0 ? bytes.length : feed + 1;
    if (!isUtf8(bytes.subarray(from, to))) return from;
    from = to;
  }
  return bytes.length;
}
