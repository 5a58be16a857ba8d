import type { Answer } from './answer.js';
import type { Call } from './call.js';
import type { SimulatedContent } from './content.js';

/** How an appliance sends recordings and backups. */
export interface ContentDelivery {
  /** Whether it offers to resume: `Accept-Ranges: bytes`, an ETag, and 206 for a Range. */
  readonly ranges: boolean;
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
  const headers: Record<string, string> = {
    'content-type': type,
    'content-disposition': `attachment; filename="${fileName}"`,
  };
  const whole: Answer = {
    status: 200,
    headers,
    body: content,
    length: content.size,
    framing: delivery.framing,
  };
  if (!delivery.ranges) return whole;
  headers['accept-ranges'] = 'bytes';
  headers.etag = content.etag;
  const range = /^bytes=(\d+)-(\d*)$/.exec(call.headers.range ?? '');
  const condition = call.headers['if-range'];
  if (range === null || (condition !== undefined && condition !== content.etag)) return whole;
  const start = Number(range[1]);
  const end = range[2] === '' ? content.size : Math.min(content.size, Number(range[2]) + 1);
  if (start >= end) {
    headers['content-range'] = `bytes */${content.size}`;
    return { status: 416, headers, body: [], length: 0 };
  }
  headers['content-range'] = `bytes ${start}-${end - 1}/${content.size}`;
  return { ...whole, status: 206, body: content.read(start, end), length: end - start };
}
