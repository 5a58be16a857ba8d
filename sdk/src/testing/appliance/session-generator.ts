import type { Product } from '../../item.js';
import { applyDirt, dirtOf } from './dirt.js';
import { hash, hexDigits } from './random.js';
import type { SessionRecord } from './session-record.js';

/** Which of the generated sessions have recordings. `all`: a session recording, a command shell and (RS) a screen each. */
export type RecordingShare = 'none' | 'some' | 'all';

export interface GeneratorSettings {
  readonly seed: number;
  readonly product: Product;
  /** How many sessions there are. */
  readonly sessions: number;
  /** How many of them closed abnormally: they have no end, for ever. */
  readonly abnormal: number;
  /** The span over which they began, unix seconds. */
  readonly from: number;
  readonly until: number;
  readonly eventsPerSession: number;
  readonly recordings: RecordingShare;
  readonly dirty: boolean;
}

/** An odd number, so that multiplying by it maps 32 bits onto themselves and can be undone. */
const spreader = 0x9e3779b1;
const gatherer = inverse(spreader);

function inverse(odd: number): number {
  let result = odd;
  for (let round = 0; round < 5; round += 1) result = Math.imul(result, 2 - Math.imul(odd, result));
  return result;
}

/** Makes any session from its number alone, so that none has to be kept. */
export class SessionGenerator {
  readonly settings: GeneratorSettings;
  readonly #longest: number;

  constructor(settings: GeneratorSettings) {
    this.settings = settings;
    this.#longest = Math.max(1, Math.min(2 * 3600, Math.floor((settings.until - settings.from) / 4)));
  }

  /** Unix seconds; they grow with the number. */
  startOf(number: number): number {
    const { from, until, sessions } = this.settings;
    const span = Math.max(0, until - this.#longest - from);
    return from + Math.floor((span * (number + 0.5)) / Math.max(1, sessions));
  }

  /** Unix seconds, before the end of the span; undefined for one that closed abnormally. */
  endOf(number: number): number | undefined {
    if (this.#isAbnormal(number)) return undefined;
    return this.startOf(number) + 1 + (hash(this.settings.seed, number, 1) % this.#longest);
  }

  /** The session with this number. Numbers past the generated ones serve sessions that are added by hand. */
  make(number: number): SessionRecord {
    const { seed, product, recordings, dirty, eventsPerSession } = this.settings;
    const dice = hash(seed, number, 2);
    const all = recordings === 'all';
    const some = recordings === 'some';
    const shells = all ? 1 : some && dice % 5 === 0 ? 1 + ((dice >>> 8) % 2) : 0;
    const screens = product === 'RS' ? (all || (some && dice % 7 === 0) ? 1 : 0) : 0;
    const record: SessionRecord = {
      number,
      lsid: this.lsidOf(number),
      lseq: String(number + 1),
      start: this.startOf(number),
      end: this.endOf(number),
      externalKey: dice % 4 === 0 ? `INC${String(1_000_000 + number)}` : '',
      customer: undefined,
      hostname: undefined,
      representative: undefined,
      customAttributes: undefined,
      sessionRecording: all || (some && dice % 2 === 0),
      commandShells: Array.from({ length: shells }, (_, index) => index),
      showMyScreens: Array.from({ length: screens }, (_, index) => index),
      announcedBy: (dice >>> 12) % 3 === 0 ? 'event' : 'header',
      events: eventsPerSession,
      recordingBytes: undefined,
      dirt: dirty ? dirtOf(number) : undefined,
      xml: undefined,
    };
    return applyDirt(record);
  }

  /** 32 hex digits, or 16 characters of mixed case where the appliance is dirty. */
  lsidOf(number: number): string {
    const { seed, dirty } = this.settings;
    const head = ((Math.imul(number, spreader) ^ hash(seed, 3)) >>> 0).toString(16).padStart(8, '0');
    if (!dirty || dirtOf(number) !== 'short-lsid') return head + hexDigits(24, seed, number, 4);
    const tail = Buffer.from(hexDigits(12, seed, number, 5), 'hex')
      .toString('base64')
      .replace(/[+/]/g, 'Z');
    return head.replace(/[a-c]/g, (letter) => letter.toUpperCase()) + tail;
  }

  /** The number of a generated session. */
  numberOf(lsid: string): number | undefined {
    const number = Math.imul(Number.parseInt(lsid.slice(0, 8), 16) ^ hash(this.settings.seed, 3), gatherer) >>> 0;
    return number < this.settings.sessions && this.lsidOf(number) === lsid ? number : undefined;
  }

  #isAbnormal(number: number): boolean {
    const { abnormal, sessions } = this.settings;
    if (abnormal <= 0 || number >= sessions) return false;
    const every = Math.max(1, Math.floor(sessions / abnormal));
    return number % every === every - 1 && Math.floor(number / every) < abnormal;
  }
}
