import type { IncomingHttpHeaders } from 'node:http';
import { finished, Readable } from 'node:stream';
import { RetryableError, UnreachableError } from '@integration-client/sdk';
import type { Clock } from '../clock.js';
import { type AnswerBody, readAhead } from './answer-body.js';
import type { HttpAnswer } from './http.js';
import { leastThroughput } from './throughput-watchdog.js';

/** How often the rest is asked for in a row without a byte of it coming, and how often in all. */
const mostInVain = 3;
const mostInAll = 1000;

/** Pauses before the rest is asked for begin with so many milliseconds, and double as long as nothing comes. */
const firstPause = 1000;

/** Ways in which it cannot be had just now. Whatever else is answered says that it cannot be had at all. */
const passing = new Set(['answer-timeout', 'appliance-error', 'rate-limited']);

/** So much older than the answer, in milliseconds, a Last-Modified has to be: it counts in seconds, by a clock of its own. */
const surelyOlder = 60_000;

/** The rest of a body from a byte on, if it still is the body that the validator stands for. */
export interface Rest {
  readonly from: number;
  readonly validator: string;
}

/** What a body can be resumed by. */
interface Offer {
  /** Bytes of the whole. */
  readonly size: number;
  readonly validator: string;
}

/** What resuming works with. */
export interface ResumeParts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly ask: (rest: Rest, signal: AbortSignal) => Promise<HttpAnswer>;
}

/** The bytes of an answer, which go on after its connection broke where the appliance offers that. */
export function resumable(answer: HttpAnswer, parts: ResumeParts): AnswerBody | ResumingBody {
  const { body, headers, size } = answer;
  const validator = strongValidator(headers);
  const isOffered = headers['accept-ranges']?.trim().toLowerCase() === 'bytes';
  if (!isOffered || size === undefined || validator === undefined) return body;
  return new ResumingBody(body, { size, validator }, parts);
}

/**
 * A body that asks for its rest when its connection breaks or is too slow, and goes on only with what is certainly the rest of
 * the same: otherwise it fails with what broke it, and the download begins anew. Bytes are passed on as they come.
 */
export class ResumingBody extends Readable {
  readonly #offer: Offer;
  readonly #parts: ResumeParts;
  readonly #destroyed = new AbortController();
  #body: AnswerBody;
  #received = 0;
  /** What had been received when the connection at hand began. */
  #from = 0;
  #inVain = 0;
  #inAll = 0;

  constructor(first: AnswerBody, offer: Offer, parts: ResumeParts) {
    super({ highWaterMark: readAhead });
    this.#offer = offer;
    this.#parts = parts;
    this.#body = first;
    // As for any body: the reader may come later than the failure.
    this.on('error', () => {});
    this.#follow(first);
  }

  /** Bytes that have come so far. */
  get received(): number {
    return this.#received;
  }

  #follow(body: AnswerBody): void {
    this.#body = body;
    this.#from = this.#received;
    body.on('data', (chunk: Buffer) => {
      this.#received += chunk.length;
      if (!this.push(chunk)) body.pause();
    });
    finished(body, { writable: false }, (error) => {
      if (this.destroyed) return;
      if (error) void this.#goOn(error);
      else this.push(null);
    });
  }

  /** Asks for the rest until it comes, or fails with what broke the connection. */
  async #goOn(broken: Error): Promise<void> {
    const { clock, signal, ask } = this.#parts;
    const rest = { from: this.#received, validator: this.#offer.validator };
    const stop = AbortSignal.any([signal, this.#destroyed.signal]);
    if (this.#cameSomething(broken)) this.#inVain = 0;
    try {
      while (this.#mayGoOn(broken)) {
        await clock.sleep(firstPause * 2 ** this.#inVain * (0.5 + Math.random() / 2), stop);
        this.#inVain += 1;
        this.#inAll += 1;
        const answer = await ask(rest, stop).catch(undefinedIfPassing);
        if (answer === undefined) continue;
        if (!this.destroyed && isRest(answer, rest, this.#offer)) return this.#follow(answer.body);
        answer.body.destroy();
        break;
      }
    } catch {
      // The first failure says what is wrong; this one only that it could not be mended.
    }
    this.destroy(signal.aborted ? signal.reason : broken);
  }

  /** What drips brings something each time, and could do so for ever. */
  #cameSomething(broken: Error): boolean {
    const isTooSlow = broken instanceof RetryableError && broken.code === 'download-too-slow';
    return this.#received - this.#from >= (isTooSlow ? leastThroughput.bytes : 1);
  }

  #mayGoOn(broken: Error): boolean {
    const isBroken = broken instanceof RetryableError && this.#received < this.#offer.size;
    return isBroken && this.#inVain < mostInVain && this.#inAll < mostInAll;
  }

  override _read(): void {
    this.#body.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#destroyed.abort();
    this.#body.destroy();
    callback(error);
  }
}

/** What stands for exactly these bytes: a strong ETag, else a date that cannot stand for two versions. */
function strongValidator(headers: IncomingHttpHeaders): string | undefined {
  const { etag = '', date = '', 'last-modified': modified = '' } = headers;
  if (/^"[\x21\x23-\x7e\x80-\xff]*"$/.test(etag)) return etag;
  return Date.parse(date) - Date.parse(modified) >= surelyOlder ? modified : undefined;
}

function isRest(answer: HttpAnswer, { from, validator }: Rest, { size }: Offer): boolean {
  return (
    answer.status === 206 &&
    answer.headers['content-range']?.trim() === `bytes ${from}-${size - 1}/${size}` &&
    answer.size === size - from &&
    strongValidator(answer.headers) === validator
  );
}

function undefinedIfPassing(error: unknown): undefined {
  if (error instanceof UnreachableError || (error instanceof RetryableError && passing.has(error.code))) return;
  throw error;
}
