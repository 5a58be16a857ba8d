import { randomBytes, timingSafeEqual } from 'node:crypto';
import { type Answer, jsonAnswer } from './answer.js';
import type { Call } from './call.js';

/** How many valid tokens an account can have; one more kills the oldest. */
export const mostTokens = 30;

/** How an account is set up. */
export interface AccountSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly username: string;
  readonly password: string;
  /** Seconds a token is valid. */
  readonly tokenLifetime: number;
  /** Wrong secrets after which the account is locked. */
  readonly lockAfter: number;
  readonly now: () => Date;
}

/** The account that may use the APIs: its tokens, and what happens when somebody guesses its secret. */
export class Account {
  readonly #settings: AccountSettings;
  /** Token to the moment it expires (milliseconds), oldest first. */
  readonly #tokens = new Map<string, number>();
  #given = 0;
  #wrong = 0;

  constructor(settings: AccountSettings) {
    this.#settings = settings;
  }

  /** Tokens given so far. */
  get tokensGiven(): number {
    return this.#given;
  }

  /** Wrong secrets and passwords since the start or the last {@link unlock}. */
  get wrongSecrets(): number {
    return this.#wrong;
  }

  /** Whether too many wrong secrets came: from then on the right one is refused, too. */
  get locked(): boolean {
    return this.#wrong >= this.#settings.lockAfter;
  }

  /** Lets the right secret in again. */
  unlock(): void {
    this.#wrong = 0;
  }

  /** Makes every token invalid. */
  revokeTokens(): void {
    this.#tokens.clear();
  }

  /** Answers `POST /oauth2/token`. */
  giveToken(call: Call): Answer {
    if (call.method !== 'POST') return jsonAnswer(405, { error: 'invalid_request', message: 'Use POST.' });
    if (!this.#hasSecret(call)) return jsonAnswer(401, refusedClient);
    if (call.parameters.get('grant_type') !== 'client_credentials') {
      return jsonAnswer(400, { error: 'unsupported_grant_type', message: 'The grant type is not supported.' });
    }
    const token = randomBytes(24).toString('base64url');
    this.#dropExpired();
    this.#tokens.set(token, this.#settings.now().getTime() + this.#settings.tokenLifetime * 1000);
    for (const oldest of this.#tokens.keys()) {
      if (this.#tokens.size <= mostTokens) break;
      this.#tokens.delete(oldest);
    }
    this.#given += 1;
    return jsonAnswer(200, {
      access_token: token,
      expires_in: this.#settings.tokenLifetime,
      token_type: 'bearer',
    });
  }

  /** Whether the request carries a valid token. */
  hasToken(call: Call): boolean {
    this.#dropExpired();
    const [scheme, token] = (call.headers.authorization ?? '').split(' ');
    return scheme?.toLowerCase() === 'bearer' && token !== undefined && this.#tokens.has(token);
  }

  /** Whether the request carries the user's name and password. A wrong password counts as a wrong secret. */
  hasPassword(call: Call): boolean {
    return this.#check(
      equal(call.parameters.get('username') ?? '', this.#settings.username) &&
        equal(call.parameters.get('password') ?? '', this.#settings.password),
    );
  }

  #hasSecret(call: Call): boolean {
    const [scheme, encoded] = (call.headers.authorization ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'basic' || encoded === undefined) return this.#check(false);
    const given = Buffer.from(encoded, 'base64').toString('utf8');
    return this.#check(equal(given, `${this.#settings.clientId}:${this.#settings.clientSecret}`));
  }

  #check(right: boolean): boolean {
    if (this.locked) return false;
    if (!right) this.#wrong += 1;
    return right;
  }

  #dropExpired(): void {
    const now = this.#settings.now().getTime();
    for (const [token, expires] of this.#tokens) if (expires <= now) this.#tokens.delete(token);
  }
}

const refusedClient = { error: 'invalid_client', message: 'Client authentication failed.' };

/** The answer to a token that is not, or is no longer, valid; its text is the real appliance's. */
export const accessDenied = jsonAnswer(401, {
  error: 'access_denied',
  message: 'The resource owner or authorization server denied the request.',
});

function equal(given: string, right: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}
