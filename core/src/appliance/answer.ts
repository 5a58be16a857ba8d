import type { IncomingHttpHeaders } from 'node:http';
import { constants, gunzipSync } from 'node:zlib';
import { ConfigError, type IntegrationError, RetryableError } from '@integration-client/sdk';
import type { RateReading } from './appliance.js';
import { plainText } from './connection-errors.js';
import type { HttpAnswer } from './http.js';

/** Longest text of an error that is read, in bytes. */
const longestErrorText = 64 * 1024;

/** So many characters are looked at to tell what a text is. */
const lookedAt = 8192;

/** Most that compressed bytes may become, in bytes. */
const largestInflated = 4 * 1024 * 1024;

/** What an `<error>` of the appliance means. The texts may be localised, so `unknown` says nothing. */
export type ErrorMeaning =
  | 'nothing-matched'
  | 'invalid-lsid'
  | 'permission'
  | 'login'
  | 'expired'
  /** The site has no such report: it is the other product. */
  | 'unknown-report'
  /** English, and certainly not "nothing matched". */
  | 'failure'
  | 'unknown';

const meanings: readonly (readonly [RegExp, ErrorMeaning])[] = [
  [/matching your chosen criteria is available|no archives found for the given search criteria/i, 'nothing-matched'],
  [/\b(invalid|unknown|bad|no such) lsid|\blsid\b.* (invalid|unknown|found|exist)/i, 'invalid-lsid'],
  [/document not found|permission denied|not permitted|insufficient permission/i, 'permission'],
  [/login failed|invalid credentials|invalid username|account .*(locked|disabled)/i, 'login'],
  [/recording has expired|can no longer be viewed/i, 'expired'],
  [/invalid report|unknown report/i, 'unknown-report'],
  [
    /\b(error|failed|failure|invalid|denied|unavailable|timed? ?out|try again|maintenance|too many|exceeded)\b/i,
    'failure',
  ],
];

/** Reads the meaning of an error's text. */
export function meaningOf(text: string): ErrorMeaning {
  return meanings.find(([pattern]) => pattern.test(text))?.[1] ?? 'unknown';
}

/** What the first bytes of a body say that it is. */
export type BodyKind = 'empty' | 'error' | 'xml' | 'html' | 'json' | 'other';

/** Tells what a body is by its first bytes, gzip-compressed or not; the content type is not trusted. */
export function kindOf(head: Buffer): BodyKind {
  const text = withoutProlog(textOf(inflated(head)).slice(0, lookedAt));
  if (text === '') return 'empty';
  if (/^<(!doctype\s+html|html|head|body)\b/i.test(text)) return 'html';
  if (/^<(?:[\w.-]+:)?error[\s/>]/.test(text)) return 'error';
  // What goes before the root can be longer than what is looked at.
  if (/^<[!?a-z_]/i.test(text)) return 'xml';
  return /^(\{\s*("|\}\s*$)|\[\s*[[{"\]])/.test(text) ? 'json' : 'other';
}

/** UTF-8, or what a byte order mark or the zeros of the first `<` say. */
function textOf(bytes: Buffer): string {
  const mark = bytes.toString('latin1', 0, 2);
  if (mark === '\xff\xfe' || mark === '<\0') return bytes.toString('utf16le');
  if (mark !== '\xfe\xff' && mark !== '\0<') return bytes.toString('utf8');
  return Buffer.from(bytes.subarray(0, bytes.length & ~1))
    .swap16()
    .toString('utf16le');
}

/** What follows the XML declaration, comments and blanks. */
function withoutProlog(text: string): string {
  let rest = text.replace(/^\uFEFF/, '').trimStart();
  for (;;) {
    const end = rest.startsWith('<?') ? '?>' : rest.startsWith('<!--') ? '-->' : undefined;
    const at = end === undefined ? -1 : rest.indexOf(end);
    if (end === undefined || at < 0) return rest;
    rest = rest.slice(at + end.length).trimStart();
  }
}

/** The text of a body that is an `<error>` or says in JSON what is wrong, fit for a message. */
export function errorTextOf(body: Buffer): string {
  const text = textOf(inflated(body));
  if (kindOf(body) === 'json') return jsonMessage(text);
  return plainText(
    withoutProlog(text.slice(0, lookedAt))
      .replace(/<!--[\s\S]*?-->|<!\[CDATA\[|\]\]>|<[^<>]*>/g, ' ')
      .replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name] ?? ''),
  );
}

/** A text without the secrets that its sender may have repeated. */
export function masked(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => (secret === '' ? rest : rest.replaceAll(secret, '…')), text);
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function jsonMessage(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return '';
    const { message, error, error_description: description } = value as Record<string, unknown>;
    return plainText([error, message ?? description].filter((part) => typeof part === 'string').join(': '));
  } catch {
    return '';
  }
}

/** Bytes that are gzip, as far as they go; others as they are. */
function inflated(bytes: Buffer): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: largestInflated });
  } catch {
    return bytes;
  }
}

/** Reads a body that is expected to be small, its first 64 KiB. Throws what the body fails with. */
export async function readSmall(answer: HttpAnswer): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= longestErrorText) break;
  }
  return Buffer.concat(chunks).subarray(0, longestErrorText);
}

/** What an answer says of the account's limits. The header names are as real sites send them. */
export function rateReading(status: number, headers: IncomingHttpHeaders, now: Date): RateReading {
  const limit = wholeNumber(headers['x-ratelimit-limit']);
  const remaining = wholeNumber(headers['x-ratelimit-remaining']);
  const retryAfter = status === 429 || status === 503 ? retryAfterOf(headers['retry-after'], now) : undefined;
  return {
    refused: status === 429,
    ...(limit === undefined ? {} : { limit }),
    ...(remaining === undefined ? {} : { remaining }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

/** Seconds that a Retry-After header (seconds or an HTTP date) asks for, at most a day. */
export function retryAfterOf(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  const seconds = /^\s*\d+\s*$/.test(header) ? Number(header) : (Date.parse(header) - now.getTime()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(Math.ceil(seconds), 0), 86_400);
}

function wholeNumber(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d{1,9}$/.test(header) ? Number(header) : undefined;
}

/** Where an answer came from and what was asked, for messages. */
export interface Asked {
  readonly host: string;
  /** As it reads in a sentence: "the report SupportSession". */
  readonly what: string;
  /** The permission it takes. */
  readonly permission: string;
  readonly kind?: 'recording' | 'backup';
}

/** The error for a status that is not 200 (and not 401, which the account decides). `text` is what the body says. */
export function statusError(status: number, text: string, reading: RateReading, asked: Asked): IntegrationError {
  const said = text === '' ? '' : `: ${text}`;
  const message = `${asked.host} answered ${asked.what} with HTTP ${status}${said}`;
  const retryAfter = reading.retryAfter === undefined ? {} : { retryAfter: reading.retryAfter };
  if (status === 403) return permissionMissing(asked, `HTTP 403${said}`);
  if (status === 404 && asked.kind !== undefined) {
    return new RetryableError(message, {
      code: `${asked.kind}-not-found`,
      hint: 'It may not be ready yet, or no longer be there. It is tried again.',
    });
  }
  if (status === 404) {
    return new RetryableError(message, {
      code: 'api-not-found',
      hint: 'Check that the host is the appliance, and that the XML API is enabled there (/login > Management > API Configuration).',
    });
  }
  if (status === 429) {
    return new RetryableError(message, {
      code: 'rate-limited',
      hint: 'The account sent more requests than the appliance allows (20 a second, 15,000 an hour). Other programs may use it too.',
      ...retryAfter,
    });
  }
  return new RetryableError(message, {
    code: status >= 500 ? 'appliance-error' : 'answer-unexpected',
    hint: 'It is asked again later. If it stays so, look at the state of the appliance.',
    ...retryAfter,
  });
}

/** The account may not do what was asked. */
export function permissionMissing(asked: Asked, said: string): ConfigError {
  return new ConfigError(`${asked.host} does not let this account have ${asked.what} (${said})`, {
    code: 'permission-missing',
    hint: `Give the account the permission ${asked.permission} (/login > Management > API Configuration, or the user's account settings).`,
  });
}

/** The account's secret was refused. */
export function loginRefused(host: string, who: string, said: string): ConfigError {
  return new ConfigError(`${host} refused the login of ${who}${said === '' ? '' : `: ${said}`}`, {
    code: 'login-refused',
    hint: "Correct the site's account. It is not tried again before that, as repeated failures lock the account.",
  });
}
