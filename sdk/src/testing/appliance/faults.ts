import { pipeline, Readable } from 'node:stream';
import { createGzip, gzipSync } from 'node:zlib';
import type { RecordingOperation } from '../../operation.js';
import { type Answer, jsonAnswer, textAnswer, xmlAnswer } from './answer.js';
import { errorXml } from './texts.js';

/** What a request is for, as faults tell them apart. A listing is a `report`; presentations are, too. */
export type Endpoint = 'token' | 'report' | 'recording' | 'backup' | 'info' | 'health' | 'other';

/** What can go wrong. Bytes are counted in the body; where `after` is left out, see each. */
export type FaultKind =
  /** The connection is closed before TLS begins, so whatever is asked: `on` and filters do not count. */
  | 'refuse-connection'
  /** The connection is closed in the middle of the TLS handshake; likewise. */
  | 'tls-closed'
  /** The certificate is one of another authority; likewise. */
  | 'wrong-certificate'
  | 'status-500'
  | 'status-503'
  /** With `Retry-After` where `retryAfter` is given. */
  | 'status-429'
  | 'status-404'
  /** A login page, with HTTP 200. */
  | 'html-200'
  /** A proxy's error page. */
  | 'html-502'
  /** A login page with another status: HTTP 204, which has no body; a redirect; too many requests. */
  | 'html-204'
  | 'html-302'
  | 'html-429'
  /** To a login page. */
  | 'redirect-302'
  | 'empty-204'
  /** HTTP 200, and no body. */
  | 'empty-200'
  /** HTTP 200, and an error as JSON, with the `text` given. */
  | 'error-json'
  /** HTTP 200, and `<error>` as the root, with the `text` given. */
  | 'error-xml'
  /** The same compressed, with Content-Encoding: gzip. */
  | 'error-xml-gzip'
  /** The same compressed, and nothing says so. */
  | 'error-xml-gzip-unannounced'
  /** All tokens become invalid before the request is looked at. */
  | 'expired-token'
  /** As `cut`, and all tokens become invalid meanwhile. */
  | 'expired-token-mid-body'
  /** Bytes that are not HTTP. */
  | 'garbage'
  /** A header of 256 KiB before the real answer; 5,000 headers. */
  | 'huge-header'
  | 'many-headers'
  /** Two Content-Length that differ; that are the same. */
  | 'conflicting-lengths'
  | 'repeated-length'
  /** The right body as `text/html`. */
  | 'wrong-type'
  /** The connection closes after so many bytes: half of the length where it is known, else 1000. */
  | 'cut'
  /** As `cut`, with neither Content-Length nor chunks: only the content can tell that it is not whole. */
  | 'cut-without-length'
  /** Sent in chunks, whose last comes after so many bytes, as if that were all. */
  | 'early-last-chunk'
  /** The Content-Length announced is this short, and no more is sent. */
  | 'short-length'
  /** The Content-Length announced is this short, and all is sent. */
  | 'surplus'
  /** Content-Encoding: gzip, which ends after so many of its bytes, with every sign of a proper end. */
  | 'cut-gzip'
  /** The connection is reset after so many bytes: none. */
  | 'reset'
  /** Silence after so many bytes; where left out, not even the status is sent. */
  | 'stall'
  /** At most `bytesPerSecond` (1000). */
  | 'slow'
  /** One session of a report is not well-formed: that with the fault's `lsid`, else the first. */
  | 'not-well-formed-session'
  /** A report that ends properly, but without its root's end tag. */
  | 'no-closing-root';

/** What can go wrong before anything is asked. */
export type ConnectionFault = Extract<FaultKind, 'refuse-connection' | 'tls-closed' | 'wrong-certificate'>;

/** Whether it strikes connections and not requests. */
export function isOfConnection(kind: FaultKind): kind is ConnectionFault {
  return kind === 'refuse-connection' || kind === 'tls-closed' || kind === 'wrong-certificate';
}

/** A fault to play. */
export interface FaultSettings {
  /** Which requests it strikes. */
  readonly on: Endpoint | 'any';
  /** What goes wrong. */
  readonly kind: FaultKind;
  /** How many requests it strikes. Default: all until it is cleared. */
  readonly times?: number;
  /** How many matching requests go well before it first strikes. Default 0. */
  readonly skip?: number;
  /** Bytes of the body; where negative, counted from its end: all of them where its length is not known. */
  readonly after?: number;
  /** Of `slow`. Default 1000. */
  readonly bytesPerSecond?: number;
  /** The text of an error. Default: `An internal error occurred.` */
  readonly text?: string;
  /** Seconds. */
  readonly retryAfter?: number;
  /** Only requests for this session. */
  readonly lsid?: string;
  /** Only requests for these recordings. */
  readonly operation?: RecordingOperation;
  /** Only requests for this report: `SupportSessionListing`. */
  readonly report?: string;
}

/** A fault that is being played. */
export interface Fault extends FaultSettings {
  /** How many requests it struck so far. */
  readonly struck: number;
  /** Ends it. */
  clear(): void;
}

/** What faults look at in a request. */
export interface FaultTarget {
  readonly endpoint: Endpoint;
  readonly report?: string;
  readonly lsid?: string;
  readonly operation?: RecordingOperation;
}

/** The faults of an appliance; the one that was asked for first strikes first. */
export class Faults {
  #faults: (Fault & { struck: number; passed: number })[] = [];

  /** Begins to play a fault. */
  add(settings: FaultSettings): Fault {
    const clear = () => {
      this.#faults = this.#faults.filter((one) => one !== fault);
    };
    const fault = { ...settings, struck: 0, passed: 0, clear };
    this.#faults.push(fault);
    return fault;
  }

  /** Ends all of them. */
  clear(): void {
    this.#faults = [];
  }

  /** The fault that strikes a new connection, if one does. Counts it. */
  takeConnection(): ConnectionFault | undefined {
    return this.#strike(({ kind }) => isOfConnection(kind))?.kind as ConnectionFault | undefined;
  }

  /** The fault that strikes this request, if one does. Counts it. */
  take(target: FaultTarget): Fault | undefined {
    return this.#strike((fault) => !isOfConnection(fault.kind) && matches(fault, target));
  }

  #strike(wanted: (fault: Fault) => boolean): Fault | undefined {
    for (const fault of this.#faults) {
      if (!wanted(fault) || fault.struck >= (fault.times ?? Number.POSITIVE_INFINITY)) continue;
      fault.passed += 1;
      if (fault.passed <= (fault.skip ?? 0)) continue;
      fault.struck += 1;
      return fault;
    }
    return undefined;
  }
}

function matches(fault: FaultSettings, target: FaultTarget): boolean {
  if (fault.on !== 'any' && fault.on !== target.endpoint) return false;
  // A session of a report is chosen while the report is made, whatever was asked for.
  if (fault.lsid !== undefined && fault.kind !== 'not-well-formed-session' && fault.lsid !== target.lsid) return false;
  if (fault.operation !== undefined && fault.operation !== target.operation) return false;
  return fault.report === undefined || fault.report === target.report;
}

const page =
  '<!DOCTYPE html>\n<html><head><title>Login</title></head><body><form>Username Password</form></body></html>\n';
const html = 'text/html; charset=UTF-8';

/** The answer of a fault that leaves nothing of the real one; undefined for those that change it. */
export function replacedAnswer(fault: FaultSettings, namespace: string): Answer | undefined {
  const text = fault.text ?? 'An internal error occurred.';
  const error = errorXml(text, namespace);
  const zipped = gzipSync(error);
  const retry: Record<string, string> =
    fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
  const withRetry = (answer: Answer): Answer => ({ ...answer, headers: { ...answer.headers, ...retry } });
  switch (fault.kind) {
    case 'status-500':
      return textAnswer(500, html, '<html><body>Internal Server Error</body></html>\n');
    case 'status-503':
      return withRetry(textAnswer(503, html, '<html><body>Service Unavailable</body></html>\n'));
    case 'status-429':
      return withRetry(textAnswer(429, 'text/plain', 'Too Many Requests\n'));
    case 'status-404':
      return textAnswer(404, html, '<html><body>Not Found</body></html>\n');
    case 'html-200':
      return textAnswer(200, html, page);
    case 'html-502':
      return textAnswer(502, html, '<html><body>Bad Gateway</body></html>\n');
    case 'html-204':
      return {
        ...textAnswer(204, html, page),
        raw: Buffer.from(
          `HTTP/1.1 204 No Content\r\nContent-Type: ${html}\r\nContent-Length: ${page.length}\r\n\r\n${page}`,
        ),
      };
    case 'html-302':
      return { ...textAnswer(302, html, page), headers: { 'content-type': html, location: '/login' } };
    case 'html-429':
      return withRetry(textAnswer(429, html, page));
    case 'garbage':
      return { status: 0, headers: {}, body: [], raw: Buffer.from('SSH-2.0-OpenSSH_9.2\r\n\x00\xff\r\n', 'latin1') };
    case 'error-json':
      return jsonAnswer(200, { error: 'server_error', message: text });
    case 'redirect-302':
      return { status: 302, headers: { location: '/login' }, body: [], length: 0 };
    case 'empty-204':
      return { status: 204, headers: {}, body: [] };
    case 'empty-200':
      return { status: 200, headers: { 'content-type': 'text/xml; charset=UTF-8' }, body: [], length: 0 };
    case 'error-xml':
      return xmlAnswer(error);
    case 'error-xml-gzip':
    case 'error-xml-gzip-unannounced':
      return {
        status: 200,
        headers: {
          'content-type': 'text/xml; charset=UTF-8',
          ...(fault.kind === 'error-xml-gzip' ? { 'content-encoding': 'gzip' } : {}),
        },
        body: [zipped],
        length: zipped.length,
      };
    default:
      return undefined;
  }
}

/** What a fault makes of the real answer. */
export function damagedAnswer(fault: FaultSettings, answer: Answer): Answer {
  const half = answer.length === undefined ? 1000 : Math.floor(answer.length / 2);
  const given = fault.after ?? half;
  const after = given < 0 ? (answer.length ?? Number.POSITIVE_INFINITY) + given : given;
  const unmeasured = { ...answer, length: undefined };
  switch (fault.kind) {
    case 'cut':
    case 'expired-token-mid-body':
      return { ...answer, body: firstBytes(answer.body, after), ending: 'destroy' };
    case 'cut-without-length':
      return { ...unmeasured, body: firstBytes(answer.body, after), framing: 'close' };
    case 'early-last-chunk':
      return { ...unmeasured, body: firstBytes(answer.body, after), framing: 'chunked' };
    case 'short-length':
      return { ...answer, body: firstBytes(answer.body, after), length: after, framing: 'length' };
    case 'surplus':
      return { ...answer, length: after, framing: 'length' };
    case 'reset':
      return { ...answer, body: firstBytes(answer.body, fault.after ?? 0), ending: 'reset' };
    case 'stall':
      return { ...answer, body: firstBytes(answer.body, fault.after ?? 0), ending: 'silence' };
    case 'slow':
      return { ...answer, bytesPerSecond: fault.bytesPerSecond ?? 1000 };
    case 'huge-header':
      return withHeaders(answer, { 'x-filler': 'x'.repeat(256 * 1024) });
    case 'many-headers':
      return withHeaders(answer, Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`x-filler-${n}`, 'x'])));
    case 'conflicting-lengths':
    case 'repeated-length': {
      const length = answer.length ?? after;
      const other = fault.kind === 'repeated-length' ? length : length + 1;
      const lengths = withHeaders(answer, { 'content-length': [String(length), String(other)] });
      return { ...lengths, body: firstBytes(answer.body, length), length, framing: 'length' };
    }
    case 'wrong-type':
      return withHeaders(answer, { 'content-type': html });
    case 'cut-gzip': {
      const zipped = withHeaders(unmeasured, { 'content-encoding': 'gzip' });
      return { ...zipped, body: firstBytes(compressed(answer.body), after), framing: 'chunked' };
    }
    default:
      return answer;
  }
}

function withHeaders(answer: Answer, headers: Answer['headers']): Answer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

function compressed(body: Answer['body']): AsyncIterable<Buffer> {
  return pipeline(Readable.from(body), createGzip(), () => {});
}

async function* firstBytes(body: Answer['body'], count: number): AsyncIterable<Buffer> {
  let left = count;
  if (left <= 0) return;
  for await (const chunk of body) {
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) return;
  }
}
