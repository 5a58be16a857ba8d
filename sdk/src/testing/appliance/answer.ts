import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a client gets, before it is sent: faults change it on its way. */
export interface Answer {
  readonly status: number;
  /** A list is sent as several headers of that name. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Iterable<Buffer> | AsyncIterable<Buffer>;
  /** Bytes of the body, where they are known before it is made. */
  readonly length?: number;
  /** How the client learns where the body ends. `length` needs {@link length}. Default: `length` where known, else `chunked`. */
  readonly framing?: 'length' | 'chunked' | 'close';
  /** What follows the body: the proper end, a closed connection, a reset one, or silence. Default `end`. */
  readonly ending?: 'end' | 'destroy' | 'reset' | 'silence';
  readonly bytesPerSecond?: number;
  /** Sent as they are, in place of all else. */
  readonly raw?: Buffer;
}

/** An answer whose body is one text. */
export function textAnswer(status: number, type: string, text: string): Answer {
  const body = Buffer.from(text);
  return { status, headers: { 'content-type': type }, body: [body], length: body.length };
}

export function jsonAnswer(status: number, value: unknown): Answer {
  return textAnswer(status, 'application/json', JSON.stringify(value));
}

export function xmlAnswer(text: string): Answer {
  return textAnswer(200, 'text/xml; charset=UTF-8', text);
}

/** Sends an answer no faster than the client takes it. Returns when it is out or the client is gone. */
export async function send(response: ServerResponse<IncomingMessage>, answer: Answer, raw: Socket | undefined) {
  if (answer.raw !== undefined) {
    response.socket?.end(answer.raw);
    return;
  }
  const framing = answer.framing ?? (answer.length === undefined ? 'chunked' : 'length');
  const headers: Record<string, string | string[]> = { ...answer.headers };
  if (framing === 'length' && answer.length !== undefined) headers['content-length'] ??= String(answer.length);
  if (framing === 'close') response.removeHeader('transfer-encoding');
  // A client may go whenever it likes; that it is gone is seen by `destroyed`.
  response.on('error', () => {});
  response.writeHead(answer.status, headers);
  response.flushHeaders();
  for await (const chunk of paced(answer)) {
    if (response.destroyed) return;
    if (!response.write(chunk)) await drained(response);
  }
  if (response.destroyed) return;
  if (answer.ending === undefined || answer.ending === 'end') {
    response.end();
    return;
  }
  if (answer.ending === 'silence') return;
  await flushed(response);
  if (answer.ending === 'reset') raw?.resetAndDestroy();
  response.socket?.destroy();
}

async function* paced(answer: Answer): AsyncIterable<Buffer> {
  if (answer.bytesPerSecond === undefined) {
    yield* answer.body;
    return;
  }
  const step = Math.max(1, Math.floor(answer.bytesPerSecond / 20));
  for await (const chunk of answer.body) {
    for (let at = 0; at < chunk.length; at += step) {
      yield chunk.subarray(at, at + step);
      await sleep(50, undefined, { ref: false });
    }
  }
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}

/** Resolves when all that was written has left this process. */
function flushed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    response.once('close', resolve);
    // An empty write's callback comes after those of all writes before it.
    response.write('', () => resolve());
  });
}
