import {
  type DeliveryRecord,
  type Destination,
  type Holding,
  IntegrationError,
  type Operation,
} from '@integration-client/sdk';
import type { Clock } from '../clock.js';
import type { Progress } from '../run.js';
import { type Finding, listedFindings, type VerifyCounts } from '../verification.js';
import { LocationHashes, locationHash } from './location-hashes.js';

/** So many deliveries are read, and compared, at once; and of large items only so many bytes. */
const pageSize = 500;
const pageBytes = 1024 ** 3;

/** Progress is told at most so often, in milliseconds. */
const progressInterval = 200;

/** A run writes down a delivery up to so long after its destination holds it, in milliseconds. */
const receiptDelay = 3_000;

/**
 * So many that seem to be missing or changed are looked at a second time. Where there are more it is not because a run
 * is at work, and their keys would not fit into memory.
 */
const secondLooks = 100_000;

/** A delivery, and the site it came from. */
export interface SiteDelivery extends DeliveryRecord {
  readonly site: string;
}

/** What the ledger has of one destination. A worker reaches it through messages. */
export interface DeliveryLedger {
  count(): Promise<number>;
  /** The next deliveries in the order of their keys; those from the beginning are after ''. */
  after(key: string, limit: number): Promise<SiteDelivery[]>;
  /** The deliveries of those keys that it has. */
  of(keys: readonly string[]): Promise<SiteDelivery[]>;
}

/** What of a destination is to be verified: plain data that can be sent to a worker. */
export interface VerifyJob {
  readonly destination: string;
  /** Only these types of data. Absent: all. */
  readonly operations?: readonly Operation[];
  /** Only these items. Absent: all of the ledger. */
  readonly keys?: readonly string[];
  /** Look also for what lies there without a delivery. Takes a ledger of all sites. */
  readonly extra: boolean;
  /** Whether all that is missing is wanted, to be delivered again, and not only what is listed. */
  readonly repair: boolean;
}

/** What a verification works with. */
export interface VerifyParts {
  readonly destination: Destination;
  readonly ledger: DeliveryLedger;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** What a verification found. */
export interface Verified {
  readonly counts: VerifyCounts;
  readonly findings: readonly Finding[];
  /** With `repair`: all that is missing, however many. */
  readonly missing: readonly { readonly site: string; readonly operation: Operation; readonly key: string }[];
}

/** Compares the ledger of one destination with what it holds. Changes nothing. Throws the destination's own errors. */
export function verifyDeliveries(job: VerifyJob, parts: VerifyParts): Promise<Verified> {
  return new Verification(job, parts).run();
}

class Verification {
  readonly #job: VerifyJob;
  readonly #parts: VerifyParts;
  readonly #counts = { checked: 0, intact: 0, missing: 0, changed: 0, released: 0 };
  readonly #findings: Finding[] = [];
  readonly #listed = { missing: 0, changed: 0, released: 0, extra: 0 };
  readonly #missing: { site: string; operation: Operation; key: string }[] = [];
  #seen = 0;
  #bytes = 0;
  #total = 0;
  #told = 0;

  constructor(job: VerifyJob, parts: VerifyParts) {
    this.#job = job;
    this.#parts = parts;
  }

  async run(): Promise<Verified> {
    const { keys, operations } = this.#job;
    this.#total = keys?.length ?? (await this.#parts.ledger.count());
    const known = new LocationHashes(this.#job.extra ? this.#total : 0);
    const suspects: string[] = [];
    for await (const page of keys === undefined ? this.#all() : this.#some(keys)) {
      if (this.#job.extra) for (const { receipt } of page) known.add(locationHash(receipt.location));
      const meant = page.filter(({ operation }) => operations?.includes(operation) ?? true);
      this.#seen += page.length - meant.length;
      for (const [delivery, holding] of await this.#compare(meant)) {
        const isInDoubt = holding === 'missing' || holding === 'changed';
        if (isInDoubt && suspects.length < secondLooks) suspects.push(delivery.key);
        else this.#count(delivery, holding);
      }
    }
    const extra = this.#job.extra ? await this.#withoutDelivery(known) : undefined;
    // What was delivered meanwhile has another receipt by now, or will have it shortly.
    if (suspects.length > 0 || (extra !== undefined && extra.size > 0))
      await this.#parts.clock.sleep(receiptDelay, this.#parts.signal);
    for await (const page of this.#some(suspects)) {
      for (const [delivery, holding] of await this.#compare(page)) this.#count(delivery, holding);
    }
    if (extra === undefined) return this.#result({});
    if (extra.size > 0) await this.#removeDelivered(extra);
    for (const location of extra.values()) if (location !== undefined) this.#list({ what: 'extra', location });
    return this.#result({ extra: extra.size });
  }

  async *#all(): AsyncGenerator<readonly SiteDelivery[]> {
    for (let after = ''; ; ) {
      const page = await this.#parts.ledger.after(after, pageSize);
      const last = page.at(-1);
      if (last === undefined) return;
      yield page;
      after = last.key;
    }
  }

  async *#some(keys: readonly string[]): AsyncGenerator<readonly SiteDelivery[]> {
    for (let from = 0; from < keys.length; from += pageSize) {
      yield await this.#parts.ledger.of(keys.slice(from, from + pageSize));
    }
  }

  async #compare(page: readonly SiteDelivery[]): Promise<[SiteDelivery, Holding][]> {
    const { destination, signal } = this.#parts;
    const compared: [SiteDelivery, Holding][] = [];
    for (const some of bySize(page)) {
      signal.throwIfAborted();
      const holdings = await destination.verify?.(some, signal);
      compared.push(
        ...some.map((delivery, index) => [delivery, checked(holdings?.[index])] as [SiteDelivery, Holding]),
      );
      this.#tell(some);
    }
    return compared;
  }

  /** What lies there and no receipt names, by the hash of its location; the locations of those that can be listed. */
  async #withoutDelivery(known: LocationHashes): Promise<Map<number, string | undefined> | undefined> {
    const { destination, signal } = this.#parts;
    if (destination.locations === undefined) return undefined;
    const found = new Map<number, string | undefined>();
    for await (const location of destination.locations(signal)) {
      signal.throwIfAborted();
      const hash = locationHash(location);
      if (!known.has(hash)) found.set(hash, found.size < listedFindings ? location : undefined);
    }
    return found;
  }

  async #removeDelivered(extra: Map<number, string | undefined>): Promise<void> {
    for await (const page of this.#all()) {
      this.#parts.signal.throwIfAborted();
      for (const { receipt } of page) extra.delete(locationHash(receipt.location));
    }
  }

  #count({ site, operation, key, receipt }: SiteDelivery, holding: Holding): void {
    this.#counts.checked++;
    this.#counts[holding]++;
    if (holding === 'intact') return;
    this.#list({ what: holding, location: receipt.location, site, operation, key });
    if (holding === 'missing' && this.#job.repair) this.#missing.push({ site, operation, key });
  }

  #list(finding: Finding): void {
    if (this.#listed[finding.what]++ < listedFindings) this.#findings.push(finding);
  }

  #result(extra: { readonly extra?: number }): Verified {
    return { counts: { ...this.#counts, ...extra }, findings: this.#findings, missing: this.#missing };
  }

  #tell(deliveries: readonly SiteDelivery[]): void {
    // Those that are looked at a second time were counted before.
    this.#seen = Math.min(this.#total, this.#seen + deliveries.length);
    this.#bytes += deliveries.reduce((sum, { receipt }) => sum + receipt.bytes, 0);
    const now = performance.now();
    const operation = deliveries.at(-1)?.operation;
    if (operation === undefined || now - this.#told < progressInterval) return;
    this.#told = now;
    const { destination } = this.#job;
    this.#parts.onProgress({ destination, operation, items: this.#seen, bytes: this.#bytes, total: this.#total });
  }
}

/** Pieces that a destination can compare without long silence. */
function* bySize(page: readonly SiteDelivery[]): Generator<readonly SiteDelivery[]> {
  let piece: SiteDelivery[] = [];
  let bytes = 0;
  for (const delivery of page) {
    piece.push(delivery);
    bytes += delivery.receipt.bytes;
    if (bytes < pageBytes) continue;
    yield piece;
    [piece, bytes] = [[], 0];
  }
  if (piece.length > 0) yield piece;
}

function checked(holding: Holding | undefined): Holding {
  if (holding !== undefined && ['intact', 'missing', 'changed', 'released'].includes(holding)) return holding;
  throw new IntegrationError('The plugin did not say of every delivery what the destination holds', {
    code: 'plugin-bad-verification',
    hint: 'This is a defect of the plugin: report it to its author.',
  });
}
