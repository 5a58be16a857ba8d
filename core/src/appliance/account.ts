import { type ConfigError, RetryableError } from '@integration-client/sdk';
import type { Clock } from '../clock.js';
import type { KeptToken } from '../store/store.js';
import { errorTextOf, kindOf, loginRefused, masked, meaningOf, rateReading, readSmall, statusError } from './answer.js';
import type { AccountGate, Credentials, RateReading } from './appliance.js';
import type { Http } from './http.js';
import { RateLimit } from './rate-limit.js';

/** An account with its secret in clear. */
export type AccountLogin =
  | { readonly type: 'api'; readonly clientId: string; readonly clientSecret: string }
  | { readonly type: 'user'; readonly username: string; readonly password: string };

/** Where the token is kept between processes. */
export interface TokenKeeping {
  load(): Promise<KeptToken | undefined>;
  save(token: KeptToken | undefined): Promise<void>;
}

/** What an account works with. */
export interface AccountOptions {
  readonly http: Http;
  readonly account: AccountLogin;
  readonly clock: Clock;
  readonly kept: TokenKeeping;
}

/** A token is renewed so many milliseconds before it expires, or after half of its life where that is later. */
const renewBefore = 300_000;

interface LiveToken {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly renewAt: number;
}

/**
 * One account of one site. It has one token at a time, whoever asks: an appliance keeps 30 of an account, and the 31st ends
 * the oldest. A refused secret is final, because asking again locks the account.
 */
export class Account implements AccountGate {
  readonly #http: Http;
  readonly #account: AccountLogin;
  readonly #clock: Clock;
  readonly #kept: TokenKeeping;
  readonly #rate: RateLimit;
  #token: LiveToken | undefined;
  /** Whether the kept token was looked for since the last rejection: another process may have renewed it. */
  #looked = false;
  #rejected: string | undefined;
  #pending: Promise<LiveToken> | undefined;
  #refused: ConfigError | undefined;
  #requests = 0;

  constructor(options: AccountOptions) {
    this.#http = options.http;
    this.#account = options.account;
    this.#clock = options.clock;
    this.#kept = options.kept;
    this.#rate = new RateLimit(options.clock);
  }

  /**
   * A person asks whether the secret is right: the next request logs in anew, also where a token is still good or the login
   * was refused before.
   */
  forgetLogin(): void {
    this.#refused = undefined;
    this.#token = undefined;
    this.#looked = true;
  }

  /** Requests let through so far, and those for tokens. */
  get requests(): number {
    return this.#requests;
  }

  /** Requests that may be sent within this hour, as far as this process knows. */
  get requestsLeft(): number {
    return this.#rate.left;
  }

  /**
   * Waits until a request may be sent. Throws ConfigError `login-refused`; UnreachableError or RetryableError when no token
   * could be had for another reason.
   */
  async enter(): Promise<Credentials> {
    this.#throwIfRefused();
    await this.#rate.take();
    this.#throwIfRefused();
    this.#requests += 1;
    return await this.#credentials();
  }

  /**
   * Says that these credentials were refused: a token, of which the account then gets a new one, at most one for each
   * refused; or a user's name, which is final.
   */
  async renew(rejected: string): Promise<Credentials> {
    this.#throwIfRefused();
    if (this.#account.type === 'user') throw this.#refuse('');
    if (this.#token?.token === rejected) this.#token = undefined;
    this.#rejected = rejected;
    this.#looked = false;
    return await this.#credentials();
  }

  async observe(reading: RateReading): Promise<void> {
    this.#rate.observe(reading);
  }

  async #credentials(): Promise<Credentials> {
    const account = this.#account;
    if (account.type === 'user') return { type: 'user', username: account.username, password: account.password };
    if (this.#token === undefined || this.#token.renewAt <= this.#clock.now().getTime()) {
      this.#pending ??= this.#obtain(account).finally(() => {
        this.#pending = undefined;
      });
      this.#token = await this.#pending;
    }
    return { type: 'bearer', token: this.#token.token };
  }

  /** The token that another process kept, or a new one. */
  async #obtain(account: Extract<AccountLogin, { type: 'api' }>): Promise<LiveToken> {
    if (!this.#looked) {
      this.#looked = true;
      const kept = await this.#kept.load();
      const renewAt = (kept?.expires.getTime() ?? 0) - renewBefore;
      const usable = kept !== undefined && kept.token !== this.#rejected && renewAt > this.#clock.now().getTime();
      if (usable) return { token: kept.token, renewAt };
    }
    return await this.#request(account);
  }

  async #request(account: Extract<AccountLogin, { type: 'api' }>): Promise<LiveToken> {
    await this.#rate.take();
    this.#requests += 1;
    const asked = this.#clock.now();
    const basic = Buffer.from(`${account.clientId}:${account.clientSecret}`).toString('base64');
    const answer = await this.#http.send({
      method: 'POST',
      path: '/oauth2/token',
      headers: {
        authorization: `Basic ${basic}`,
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
      },
      body: 'grant_type=client_credentials',
      answerSeconds: 60,
    });
    const reading = rateReading(answer.status, answer.headers, asked);
    this.#rate.observe(reading);
    const body = await readSmall(answer);
    const said = masked(errorTextOf(body), [account.clientSecret, basic]);
    if (answer.status === 400 || answer.status === 401 || answer.status === 403) throw this.#refuse(said);
    if (answer.status !== 200) {
      throw statusError(answer.status, '', reading, {
        host: this.#http.host,
        what: 'the login',
        permission: 'to use the API',
      });
    }
    if (isRefusal(body, said)) throw this.#refuse(said);
    const { token, lifetime } = readToken(body, this.#http.host);
    const expires = asked.getTime() + lifetime * 1000;
    await this.#kept.save({ token, expires: new Date(expires) });
    return { token, renewAt: expires - Math.min(renewBefore, (lifetime * 1000) / 2) };
  }

  #throwIfRefused(): void {
    if (this.#refused !== undefined) throw this.#refused;
  }

  #refuse(said: string): ConfigError {
    const account = this.#account;
    const who = account.type === 'api' ? `API account ${account.clientId}` : `user ${account.username}`;
    this.#refused = loginRefused(this.#http.host, who, said);
    this.#token = undefined;
    return this.#refused;
  }
}

/**
 * Whether an answer with HTTP 200 refuses the login. Errors of an appliance come so, and the texts may be localised: only what
 * certainly is another failure may be asked again.
 */
function isRefusal(body: Buffer, said: string): boolean {
  switch (kindOf(body)) {
    case 'error':
      return meaningOf(said) !== 'failure';
    case 'json':
      return /^(invalid_client|invalid_grant|unauthorized_client|access_denied)\b/.test(said);
    default:
      return false;
  }
}

/** Reads the answer of the token endpoint; a lifetime that is missing counts as five minutes. */
function readToken(body: Buffer, host: string): { token: string; lifetime: number } {
  let answer: Record<string, unknown> = {};
  try {
    const value: unknown = JSON.parse(body.toString('utf8').replace(/^\uFEFF/, ''));
    if (typeof value === 'object' && value !== null) answer = value as Record<string, unknown>;
  } catch {
    // Not JSON: the error below says so.
  }
  const token = answer.access_token;
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) {
    throw new RetryableError(`${host} answered the login with something that holds no token`, {
      code: 'login-not-understood',
      hint: 'Check that the host is the appliance, and whether a proxy stands between.',
    });
  }
  const seconds = Number(answer.expires_in);
  return { token, lifetime: Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 86_400) : 300 };
}
