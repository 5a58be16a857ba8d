import type { Answer } from './answer.js';
import type { Call } from './call.js';
import type { SimulatedContent } from './content.js';

/** How an offer to resume can be other than it should. */
export type RangeOddity =
  /** Not wrong: there is no ETag, and the Last-Modified of a day ago. */
  | 'last-modified'
  /** The ETag is a weak one, which vouches for no byte. */
  | 'weak-etag'
  /** The answer to a Range is the whole, with HTTP 200. */
  | 'whole'
  /** The answer to a Range is HTTP 416. */
  | 'refused'
  /** The part begins a byte late, and says so. */
  | 'late'
  /** The part ends a byte early, and says so. */
  | 'early'
  /** The part is one of a longer whole. */
  | 'other-size'
  /** The part is one of something else: If-Range does not count, and the ETag says so. */
  | 'other-content'
  /** The part has no ETag. */
  | 'no-etag';

const dayMs = 24 * 60 * 60 * 1000;

/** How an appliance sends recordings and backups. */
export interface ContentDelivery {
  /** Whether it offers to resume: `Accept-Ranges: bytes`, an ETag, and 206 for a Range. */
  readonly ranges: boolean | RangeOddity;
  /** Whether it announces the length or sends chunks. */
  readonly framing: 'length' | 'chunked';
}

/** Answers with the bytes of a recording or a backup, or with the part that was asked for. */
export function contentAnswer(
  content: SimulatedContent,
  type: string,
  fileName: string,
  call: Call,
  delivery: ContentDelivery,
): Answer {
  const { ranges } = delivery;
  const headers: Record<string, string> = {
    'content-type': type,
    'content-disposition': `attachment; filename="${fileName}"`,
  };
  const whole: Answer = { status: 200, headers, body: content, length: content.size, framing: delivery.framing };
  if (ranges === false) return whole;
  const modified = new Date(Math.floor(Date.now() / dayMs - 1) * dayMs).toUTCString();
  const validator = ranges === 'last-modified' ? modified : ranges === 'weak-etag' ? `W/${content.etag}` : content.etag;
  headers['accept-ranges'] = 'bytes';
  headers[ranges === 'last-modified' ? 'last-modified' : 'etag'] = validator;
  const range = /^bytes=(\d+)-(\d*)$/.exec(call.headers.range ?? '');
  const condition = call.headers['if-range'];
  const isSame = condition === undefined || condition === validator || ranges === 'other-content';
  if (range === null || !isSame || ranges === 'whole') return whole;
  const start = Number(range[1]) + (ranges === 'late' ? 1 : 0);
  const asked = range[2] === '' ? content.size : Math.min(content.size, Number(range[2]) + 1);
  const end = asked - (ranges === 'early' ? 1 : 0);
  const size = content.size + (ranges === 'other-size' ? 1 : 0);
  if (start >= end || ranges === 'refused') {
    headers['content-range'] = `bytes */${size}`;
    return { status: 416, headers, body: [], length: 0 };
  }
  if (ranges === 'no-etag') delete headers.etag;
  if (ranges === 'other-content') headers.etag = `"another"`;
  headers['content-range'] = `bytes ${start}-${end - 1}/${size}`;
  const part = content.read(start, end);
  return { ...whole, status: 206, body: ranges === 'other-content' ? inverted(part) : part, length: end - start };
}

function* inverted(content: Iterable<Buffer>): Generator<Buffer> {
  for (const piece of content) yield Buffer.from(piece.map((byte) => byte ^ 0xff));
}
