import type { Product } from '../../item.js';
import { hexDigits } from './random.js';
import type { RateLimits } from './rate-limit.js';
import type { RangeOddity } from './recordings.js';
import type { RecordingShare } from './session-generator.js';
import type { Language } from './texts.js';

/** What an appliance is to be like. Everything has a default; the same seed and clock give the same appliance. */
export interface ApplianceOptions {
  /** Default `RS`. */
  readonly product?: Product;
  /** From it follow sessions, recordings and credentials. Default 1. */
  readonly seed?: number;
  /** How many closed sessions there are at the start. Default 10. */
  readonly sessions?: number;
  /** The days before now over which they are spread. Default 7. */
  readonly days?: number;
  /** How many of them closed abnormally, and so have no end for ever. Default 0. */
  readonly abnormal?: number;
  /** Presentations (RS), spread as the sessions are. Default 2. */
  readonly presentations?: number;
  /** Events of each session, those of its recordings come in addition. 1,000 events are about 300 kB. Default 8. */
  readonly eventsPerSession?: number;
  /** Which sessions have recordings. Default `some`: half have a session recording, fewer have shells and screens. */
  readonly recordings?: RecordingShare;
  /** Bytes of each recording. Default 100,000. */
  readonly recordingBytes?: number;
  /** Bytes of each backup. Default 200,000. */
  readonly backupBytes?: number;
  /** Whether sessions have every dirt that real ones have: session number n, from 0, has number n modulo their count of
   * {@link dirts}. Default false. */
  readonly dirty?: boolean;
  /** Of error texts and event types. Default `en`. */
  readonly language?: Language;
  /** A prefix for every element of reports, legal and rare. Default none. */
  readonly namespacePrefix?: string;
  /** The appliance's clock. Default: this machine's. */
  readonly now?: () => Date;
  /** Default 0: any that is free. */
  readonly port?: number;
  /** Names of servers the certificate is good for, besides `localhost` and `127.0.0.1`. */
  readonly names?: readonly string[];
  /** The API account. Default: made from the seed. */
  readonly account?: { readonly clientId: string; readonly clientSecret: string };
  /** The user account, for the `.ns` addresses. Default: made from the seed. */
  readonly user?: { readonly username: string; readonly password: string };
  /** Default `perm_reporting_support` and `perm_backup`. */
  readonly permissions?: readonly string[];
  /** Seconds a token is valid. Default 1799. */
  readonly tokenLifetime?: number;
  /** Wrong secrets after which the account is locked. Default 5. */
  readonly lockAfter?: number;
  /** Whether requests past the limits get 429; `true` for the appliance's own limits. Default false. */
  readonly rateLimit?: boolean | RateLimits;
  /** Whether recordings and backups can be resumed by Range, and how wrongly. Default false. */
  readonly ranges?: boolean | RangeOddity;
  /** Whether the length of recordings and backups is announced. Default `length`. */
  readonly framing?: 'length' | 'chunked';
}

/** The options with nothing left open. */
export type Settings = Required<ApplianceOptions>;

/** The options with every default filled in. */
export function withDefaults(options: ApplianceOptions): Settings {
  const seed = options.seed ?? 1;
  // An option that is given as undefined is one that is left out.
  const given: ApplianceOptions = Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  );
  return {
    product: 'RS',
    seed,
    sessions: 10,
    days: 7,
    abnormal: 0,
    presentations: 2,
    eventsPerSession: 8,
    recordings: 'some',
    recordingBytes: 100_000,
    backupBytes: 200_000,
    dirty: false,
    language: 'en',
    namespacePrefix: '',
    now: () => new Date(),
    port: 0,
    names: [],
    account: { clientId: hexDigits(32, seed, 20), clientSecret: hexDigits(40, seed, 21) },
    user: { username: 'integration', password: hexDigits(20, seed, 22) },
    permissions: ['perm_reporting_support', 'perm_backup'],
    tokenLifetime: 1799,
    lockAfter: 5,
    rateLimit: false,
    ranges: false,
    framing: 'length',
    ...given,
  };
}
