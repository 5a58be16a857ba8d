import { X509Certificate } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { pipeline, type Readable } from 'node:stream';
import { createSecureContext, type TLSSocket } from 'node:tls';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ConfigError, RetryableError } from '@integration-client/sdk';
import { buildConnector, Client } from 'undici';
import type { Clock } from '../clock.js';
import { AnswerBody } from './answer-body.js';
import { explainBrokenBody, explainNoAnswer, plainText, systemCode } from './connection-errors.js';
import { type SiteProxy, throughProxy } from './proxy.js';
import { type LeastThroughput, leastThroughput } from './throughput-watchdog.js';

/** How one host is talked to. */
export interface HttpOptions {
  /** `host[:port]`, without a scheme. */
  readonly host: string;
  readonly clock: Clock;
  /** PEM text: the certificate authorities to trust, in place of the platform's. */
  readonly ca?: string;
  /** Absent: it is reached directly. */
  readonly proxy?: SiteProxy;
  /** Seconds to wait for a connection (15), and between two pieces of a body (120). */
  readonly connectSeconds?: number;
  readonly bodySeconds?: number;
  readonly least?: LeastThroughput;
}

/** One request. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** From the root, with its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Seconds until an answer has to begin. Default 120. */
  readonly answerSeconds?: number;
  /** Code of the error for a body that is not whole. Default `answer-cut-short`. */
  readonly cutShortCode?: string;
  /** Watches a body whose length is not announced, and can tell by its content whether it is whole. */
  readonly inspect?: () => BodyInspector;
  readonly signal?: AbortSignal;
}

/** Sees the bytes of one body. */
export interface BodyInspector {
  see(chunk: Buffer): void;
  readonly isCutShort: boolean;
}

/** What came back: the head, and a body that is still to come. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Has to be read or destroyed. */
  readonly body: AnswerBody;
  /** Bytes of the body, where announced. */
  readonly size?: number;
  /** How the end of the body is known; `close`: a body that was cut looks like a whole one. */
  readonly framing: 'length' | 'chunked' | 'close';
}

/**
 * HTTPS to one host. Certificates are always verified, redirects never followed, and each call has a connection of its
 * own that is closed after it, as the vendor's documentation demands ("You must close the connection after each API call").
 */
export class Http {
  readonly host: string;
  readonly #options: HttpOptions;
  readonly #connect: buildConnector.connector;
  readonly #open = new Set<Client>();

  /** Throws ConfigError (`host-invalid`, `ca-file-invalid`). */
  constructor(options: HttpOptions) {
    checkOptions(options);
    this.host = options.host;
    this.#options = options;
    const timeout = (options.connectSeconds ?? 15) * 1000;
    const connect = buildConnector({
      // Made once: reading the authorities takes longer than all else of a connection.
      secureContext: createSecureContext(options.ca === undefined ? {} : { ca: options.ca }),
      rejectUnauthorized: true,
      timeout,
    });
    this.#connect = options.proxy === undefined ? connect : throughProxy(options.proxy, timeout, connect);
  }

  /**
   * Sends one request. Throws UnreachableError (`appliance-unreachable`, `appliance-certificate`), what the way through a
   * proxy throws, RetryableError
   * (`answer-timeout`, `answer-not-http`, `answer-encoding-unknown`, `appliance-redirects`), or the signal's reason. The body fails with RetryableError
   * `answer-cut-short` or `download-too-slow`, or the signal's reason.
   */
  async send(request: HttpRequest): Promise<HttpAnswer> {
    request.signal?.throwIfAborted();
    const call = this.#call();
    const close = () => {
      this.#open.delete(call.client);
      void call.client.destroy().catch(() => {});
    };
    try {
      const { statusCode, headers, body } = await call.client.request({
        method: request.method,
        path: request.path,
        headers: { accept: '*/*', ...request.headers },
        body: request.body ?? null,
        headersTimeout: (request.answerSeconds ?? 120) * 1000,
        bodyTimeout: (this.#options.bodySeconds ?? 120) * 1000,
        reset: true,
        ...(request.signal === undefined ? {} : { signal: request.signal }),
      });
      if (statusCode >= 300 && statusCode < 400 && statusCode !== 304) {
        body.on('error', () => {}).destroy();
        throw this.#redirects(statusCode, headers.location);
      }
      const explain = (error: unknown) =>
        request.signal?.aborted
          ? request.signal.reason
          : explainBrokenBody(error, this.host, request.cutShortCode ?? 'answer-cut-short');
      const encoding = encodingOf(headers);
      const decode = decoders.get(encoding);
      if (decode === undefined && compressions.test(encoding)) {
        body.on('error', () => {}).destroy();
        throw this.#unknownEncoding(encoding);
      }
      const decoder = decode?.();
      const length = decoder === undefined ? announcedLength(headers) : undefined;
      const framing = framingOf(headers);
      const inspector = framing === 'length' ? undefined : request.inspect?.();
      return {
        status: statusCode,
        headers,
        framing,
        ...(length === undefined ? {} : { size: length }),
        body: new AnswerBody(decoder === undefined ? body : pipeline(body, decoder, () => {}), {
          host: this.host,
          clock: this.#options.clock,
          least: this.#options.least ?? leastThroughput,
          explain,
          onChunk: (chunk) => inspector?.see(chunk),
          checkEnd: () => {
            if (call.surplus() > 0) throw explain(new Error('more came than was announced'));
            if (inspector?.isCutShort) throw endsInTheMiddle(this.host);
          },
          onClose: close,
        }),
      };
    } catch (error) {
      close();
      if (request.signal?.aborted) throw request.signal.reason;
      throw explainNoAnswer(error, this.host);
    }
  }

  /** Ends every connection; bodies that are being read fail. */
  async close(): Promise<void> {
    await Promise.all([...this.#open].map((client) => client.destroy()));
    this.#open.clear();
  }

  #call(): { client: Client; surplus: () => number } {
    let surplus = 0;
    const client = new Client(`https://${this.host}`, {
      pipelining: 0,
      connect: (options, callback) =>
        this.#connect(options, (...result) => {
          const [error, socket] = result;
          if (error === null && socket !== null) watchSocket(socket as TLSSocket, (bytes) => (surplus += bytes));
          callback(...result);
        }),
    });
    this.#open.add(client);
    return { client, surplus: () => surplus };
  }

  #unknownEncoding(encoding: string): RetryableError {
    return new RetryableError(`${this.host} sends its answer encoded as "${plainText(encoding)}"`, {
      code: 'answer-encoding-unknown',
      hint: 'Nobody asked for that: check which proxy stands between this machine and the appliance.',
    });
  }

  #redirects(status: number, location: string | string[] | undefined): RetryableError {
    let target = 'another address';
    try {
      target = plainText(new URL(String(location), `https://${this.host}`).host);
    } catch {
      // The address is not one; the message does without.
    }
    return new RetryableError(`${this.host} redirects to ${target} (HTTP ${status})`, {
      code: 'appliance-redirects',
      hint: "Redirects are not followed, as they would take the login along. If the appliance has moved, change the site's host.",
    });
  }
}

/** Proper HTTP, so it says something of this one body and nothing of the connection. */
function endsInTheMiddle(host: string): RetryableError {
  return new RetryableError(`The recording of ${host} ends in the middle of what it holds`, {
    code: 'recording-incomplete',
    hint: 'It is tried again. If it stays so, play it on the appliance: it may be damaged there.',
  });
}

function checkOptions({ host, ca }: HttpOptions): void {
  if (!URL.canParse(`https://${host}`) || /[/?#@\\\s]/.test(host)) {
    throw new ConfigError(`"${plainText(host)}" is not the name of a host`, {
      code: 'host-invalid',
      hint: 'Give host or host:port, without https:// and without a path.',
    });
  }
  try {
    for (const [certificate] of ca?.matchAll(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? []) {
      // TLS itself passes over what it cannot read, and then trusts nobody.
      new X509Certificate(certificate);
    }
  } catch (error) {
    throw new ConfigError(`The certificate authorities for ${host} cannot be read`, {
      code: 'ca-file-invalid',
      hint: "The site's caFile must hold certificates in PEM form.",
      cause: error,
    });
  }
}

/** Undici passes over two signs that a body is not what the sender meant; here they are made visible. */
function watchSocket(socket: TLSSocket, onSurplus: (bytes: number) => void): void {
  // A reset in the middle of a body without a length counts for undici as its end, if the code is ECONNRESET.
  socket.prependListener('error', (error) => {
    if (systemCode(error) === 'ECONNRESET') Object.assign(error, { code: 'RESET' });
  });
  // Bytes past the announced length are given back to a socket that undici has destroyed by then.
  const unshift = socket.unshift.bind(socket);
  socket.unshift = (chunk: Buffer, encoding?: BufferEncoding) => {
    if (socket.destroyed) onSurplus(chunk.length);
    return unshift(chunk, encoding);
  };
}

function framingOf(headers: IncomingHttpHeaders): HttpAnswer['framing'] {
  if (headers['content-length'] !== undefined) return 'length';
  return headers['transfer-encoding'] === undefined ? 'close' : 'chunked';
}

function announcedLength(headers: IncomingHttpHeaders): number | undefined {
  const text = headers['content-length'];
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function encodingOf(headers: IncomingHttpHeaders): string {
  return String(headers['content-encoding'] ?? '')
    .trim()
    .toLowerCase();
}

/** Nothing asks for compression, but a proxy may do it all the same. */
const decoders: ReadonlyMap<string, () => Readable & NodeJS.WritableStream> = new Map([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/** What changes the bytes. Other words, `none` or `binary`, are mistakes of a server and mean nothing. */
const compressions = /gzip|deflate|compress|zstd|br\b|dcb|dcz/;
