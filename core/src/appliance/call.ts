import { ConfigError, RetryableError, UnreachableError } from '@integration-client/sdk';
import type { Clock } from '../clock.js';
import { abortable } from './abortable.js';
import { errorTextOf, loginRefused, masked, rateReading, readSmall, statusError } from './answer.js';
import type { AccountGate, Credentials } from './appliance.js';
import { plainText } from './connection-errors.js';
import type { Http, HttpAnswer, HttpRequest } from './http.js';
import { MovieBoxes } from './movie-boxes.js';
import type { Rest } from './resuming-body.js';

/** How often something is asked in all, when its answer fails before any of it was used. */
const attempts = 3;

/** Longest wait between two attempts, in seconds; who is told to wait longer leaves it to the next run. */
const longestWait = 60;

/** A query longer than this, in characters, is sent as a form: servers refuse long addresses. */
const longestQuery = 2000;

/** One call of the appliance's API. */
export interface ApiCall {
  readonly api: 'reporting' | 'command' | 'backup';
  readonly parameters?: Readonly<Record<string, string>>;
  /** Sent as JSON, by POST. API accounts only. */
  readonly json?: string;
  /** What of it must not appear in messages. */
  readonly secret?: string;
  /** What is asked for, as it reads in a sentence: "the report SupportSession". */
  readonly what: string;
  /** The permission it takes. */
  readonly permission: string;
  readonly answerSeconds?: number;
  /** Where it is one item that is asked for; begins the codes of its errors: `recording-cut-short`. */
  readonly kind?: 'recording' | 'backup';
  /** Only what is missing of it. */
  readonly rest?: Rest;
}

/** Sends calls under an account, and turns every answer that is not HTTP 200 into an error. */
export class Caller {
  readonly http: Http;
  readonly #gate: AccountGate;
  readonly #clock: Clock;
  /** What was sent to prove who asks. */
  readonly #secrets = new Set<string>();
  #requests = 0;

  constructor(http: Http, gate: AccountGate, clock: Clock) {
    this.http = http;
    this.#gate = gate;
    this.#clock = clock;
  }

  get requests(): number {
    return this.#requests;
  }

  /**
   * Sends a call; a token that is refused is renewed once. Resolves with HTTP 200 only, or 206 where a rest is asked for. Throws what {@link Http.send}
   * throws, ConfigError (`login-refused`, `permission-missing`, `api-not-found`) and RetryableError (`rate-limited`,
   * `appliance-error`, `answer-unexpected`).
   */
  async send(call: ApiCall, signal: AbortSignal): Promise<HttpAnswer> {
    let credentials = await abortable(this.#gate.enter(), signal);
    let answer = await this.#send(call, credentials, signal);
    if (answer.status === 401 && credentials.type === 'bearer') {
      answer.body.destroy();
      credentials = await abortable(this.#gate.renew(credentials.token), signal);
      // The gate counts and paces each request, this one too.
      credentials = await abortable(this.#gate.enter(), signal);
      answer = await this.#send(call, credentials, signal);
    }
    if (answer.status === 200 || (answer.status === 206 && call.rest !== undefined)) return answer;
    const reading = rateReading(answer.status, answer.headers, this.#clock.now());
    const text = this.quote(errorTextOf(await readSmall(answer)), call.secret);
    if (answer.status === 401) await this.refuse(credentials, text);
    throw statusError(answer.status, text, reading, { ...call, host: this.http.host });
  }

  /** A text of the appliance, fit for a message: without the secrets that it may repeat. */
  quote(text: string, secret = ''): string {
    return plainText(masked(text, [...this.#secrets, secret]));
  }

  /** Says that the appliance refused who asks, to all who share the account. Throws ConfigError `login-refused`. */
  async refuse(credentials: Credentials, said: string): Promise<never> {
    if (credentials.type === 'user') await this.#gate.renew(credentials.username);
    throw loginRefused(
      this.http.host,
      credentials.type === 'user' ? `user ${credentials.username}` : 'the API account',
      said,
    );
  }

  /** Says that a text of the appliance refused the login. Throws ConfigError `login-refused`. */
  async refuseLogin(said: string, signal: AbortSignal): Promise<never> {
    return await this.refuse(await abortable(this.#gate.enter(), signal), said);
  }

  /**
   * Does something that begins with a call, up to three times while its failure is one that may pass; when the site cannot
   * be reached, twice. Rejects with the signal's reason.
   */
  async retrying<T>(action: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await action();
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        if (!(error instanceof RetryableError)) throw error;
        if (attempt >= (error instanceof UnreachableError ? 2 : attempts)) throw error;
        if ((error.retryAfter ?? 0) > longestWait) throw error;
        // Spread, so that several programs that failed together do not come back together.
        const pause = error.retryAfter ?? 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
        await this.#clock.sleep(pause * 1000, signal);
      }
    }
  }

  async #send(call: ApiCall, credentials: Credentials, signal: AbortSignal): Promise<HttpAnswer> {
    this.#requests += 1;
    this.#secrets.add(credentials.type === 'user' ? credentials.password : credentials.token);
    const request = requestOf(call, credentials);
    const answer = await this.http.send({
      ...request,
      headers: { ...request.headers, ...rangeHeaders(call.rest) },
      ...(call.answerSeconds === undefined ? {} : { answerSeconds: call.answerSeconds }),
      ...(call.kind === undefined ? {} : { cutShortCode: `${call.kind}-cut-short` }),
      ...(call.kind === 'recording' ? { inspect: () => new MovieBoxes() } : {}),
      signal,
    });
    try {
      const reading = rateReading(answer.status, answer.headers, this.#clock.now());
      await abortable(this.#gate.observe(reading), signal);
    } catch (error) {
      answer.body.destroy();
      throw error;
    }
    return answer;
  }
}

function rangeHeaders(rest: Rest | undefined): Readonly<Record<string, string>> {
  return rest === undefined ? {} : { range: `bytes=${rest.from}-`, 'if-range': rest.validator };
}

/** A user account logs in with form fields on the `.ns` addresses; nothing secret is ever part of an address. */
function requestOf(call: ApiCall, credentials: Credentials): HttpRequest {
  const form = 'application/x-www-form-urlencoded';
  const fields = new URLSearchParams(call.parameters);
  if (credentials.type === 'user') {
    if (call.json !== undefined) {
      throw new ConfigError(`A user account cannot ask for ${call.what} with a password`, {
        code: 'api-account-needed',
        hint: 'Use an API account for this site, or leave the backup password empty.',
      });
    }
    fields.set('username', credentials.username);
    fields.set('password', credentials.password);
    return { method: 'POST', path: `/api/${call.api}.ns`, headers: { 'content-type': form }, body: fields.toString() };
  }
  const authorization = `Bearer ${credentials.token}`;
  const path = `/api/${call.api}`;
  if (call.json !== undefined) {
    return { method: 'POST', path, headers: { authorization, 'content-type': 'application/json' }, body: call.json };
  }
  const query = fields.toString();
  return query.length <= longestQuery
    ? { method: 'GET', path: `${path}?${query}`, headers: { authorization } }
    : { method: 'POST', path, headers: { authorization, 'content-type': form }, body: query };
}
