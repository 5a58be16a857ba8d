import assert from 'node:assert/strict';
import type { Progress } from '@integration-client/core/run';
import { sessionItemKey } from '@integration-client/core/transfer/item-key';
import {
  type DeliveryLedger,
  type SiteDelivery,
  type VerifyJob,
  verifyDeliveries,
} from '@integration-client/core/transfer/verify';
import {
  type DeliveryRecord,
  type Destination,
  type Holding,
  type Operation,
  UnreachableError,
} from '@integration-client/sdk';

/** A ledger in memory. */
class Ledger implements DeliveryLedger {
  readonly entries = new Map<string, SiteDelivery>();

  add(number: number, operation: Operation = 'sessions', bytes = 10): SiteDelivery {
    const key = sessionItemKey('host', operation, String(number).padStart(6, '0'));
    const receipt = { outcome: 'stored', location: `/a/${operation}/${number}`, bytes, sha256: '' } as const;
    const entry = { site: 'Example', operation, key, receipt };
    this.entries.set(key, entry);
    return entry;
  }

  async count(): Promise<number> {
    return this.entries.size;
  }

  async after(key: string, limit: number): Promise<SiteDelivery[]> {
    const keys = [...this.entries.keys()].filter((each) => each > key).sort();
    return this.of(keys.slice(0, limit));
  }

  async of(keys: readonly string[]): Promise<SiteDelivery[]> {
    return keys.flatMap((key) => this.entries.get(key) ?? []);
  }
}

/** A place that holds files in memory: by location, the SHA-256 of what is there. */
class Place implements Destination {
  readonly held = new Map<string, string>();
  readonly asked: number[] = [];
  /** Called before each look. */
  before: () => void = () => {};

  async deliver(): Promise<never> {
    throw new Error('nothing is delivered here');
  }

  async verify(deliveries: readonly DeliveryRecord[]): Promise<Holding[]> {
    this.before();
    this.asked.push(deliveries.length);
    return deliveries.map(({ receipt }) => {
      const found = this.held.get(receipt.location);
      if (found === undefined) return 'missing';
      return found === receipt.sha256 ? 'intact' : found === 'released' ? 'released' : 'changed';
    });
  }

  async *locations(): AsyncGenerator<string> {
    yield* this.held.keys();
  }

  async close(): Promise<void> {}
}

describe('verification of what was delivered', () => {
  let ledger: Ledger;
  let place: Place;
  let progress: Progress[];
  let pauses: number;
  let whilePausing: () => void;

  beforeEach(() => {
    [ledger, place, progress, pauses] = [new Ledger(), new Place(), [], 0];
    whilePausing = () => {};
  });

  /** Deliveries that the place holds. */
  function deliver(count: number, operation: Operation = 'sessions', bytes?: number): SiteDelivery[] {
    return Array.from({ length: count }, (_, number) => {
      const entry = ledger.add(number, operation, bytes);
      place.held.set(entry.receipt.location, entry.receipt.sha256);
      return entry;
    });
  }

  function verify(job: Partial<VerifyJob> = {}, signal = new AbortController().signal) {
    return verifyDeliveries(
      { destination: 'Archive', extra: true, repair: true, ...job },
      {
        destination: place,
        ledger,
        clock: {
          now: () => new Date(0),
          sleep: async () => {
            pauses += 1;
            whilePausing();
          },
        },
        signal,
        onProgress: (one) => progress.push(one),
      },
    );
  }

  const intact = (checked: number) => ({ checked, intact: checked, missing: 0, changed: 0, released: 0 });

  it('finds everything intact, page by page', async () => {
    deliver(1_201);
    assert.deepEqual(await verify(), { counts: { ...intact(1_201), extra: 0 }, findings: [], missing: [] });
    assert.deepEqual(place.asked, [500, 500, 201]);
    assert.equal(pauses, 0);
    const [first] = progress;
    const { destination, operation, total, site } = first ?? {};
    assert.deepEqual([destination, operation, total, site], ['Archive', 'sessions', 1_201, undefined]);
  });

  it('finds exactly what is missing, changed, released and extra', async () => {
    const [gone, other, old, fine] = deliver(5).map(({ key, receipt }) => ({ key, location: receipt.location }));
    assert.ok(gone && other && old && fine);
    place.held.delete(gone.location);
    place.held.set(other.location, 'other');
    place.held.set(old.location, 'released');
    place.held.set('/a/foreign', 'x');
    const { counts, findings, missing } = await verify();
    assert.deepEqual(counts, { checked: 5, intact: 2, missing: 1, changed: 1, released: 1, extra: 1 });
    const of = { site: 'Example', operation: 'sessions' };
    assert.deepEqual(
      new Set(findings),
      new Set([
        { what: 'released', ...old, ...of },
        { what: 'missing', ...gone, ...of },
        { what: 'changed', ...other, ...of },
        { what: 'extra', location: '/a/foreign' },
      ]),
    );
    assert.deepEqual(missing, [{ key: gone.key, ...of }]);
  });

  it('takes what is delivered meanwhile for what it is', async () => {
    const [replaced, removed] = deliver(2);
    assert.ok(replaced && removed);
    place.held.set(replaced.receipt.location, 'new');
    place.held.set('/a/sessions/7', '');
    place.held.delete(removed.receipt.location);
    const { counts } = await verify();
    assert.deepEqual(counts, { checked: 2, intact: 0, missing: 1, changed: 1, released: 0, extra: 1 });
    whilePausing = () => {
      // The receipts come, and a site goes with all that is remembered of it.
      ledger.entries.set(replaced.key, { ...replaced, receipt: { ...replaced.receipt, sha256: 'new' } });
      ledger.entries.delete(removed.key);
      ledger.add(7);
    };
    assert.deepEqual(await verify(), { counts: { ...intact(1), extra: 0 }, findings: [], missing: [] });
    assert.equal(pauses, 2);
  });

  it('looks at the types of data, or at the items, that were asked for', async () => {
    deliver(3);
    const [recording] = deliver(2, 'session-recordings');
    assert.ok(recording);
    place.held.clear();
    const { counts } = await verify({ operations: ['session-recordings'], extra: false });
    assert.deepEqual(counts, { checked: 2, intact: 0, missing: 2, changed: 0, released: 0 });
    const { missing } = await verify({ keys: [recording.key, 'host/sessions/never'], extra: false });
    assert.deepEqual(
      missing.map(({ key }) => key),
      [recording.key],
    );
  });

  it('asks for few large items at once, so that there is a sign of life', async () => {
    deliver(7, 'session-recordings', 400_000_000);
    await verify();
    assert.deepEqual(place.asked, [3, 3, 1]);
  });

  it('lists a thousand of each kind, and counts and repairs all', async () => {
    deliver(1_500);
    place.held.clear();
    for (let number = 0; number < 1_200; number += 1) place.held.set(`/foreign/${number}`, '');
    const { counts, findings, missing } = await verify();
    assert.deepEqual([counts.missing, counts.extra, missing.length], [1_500, 1_200, 1_500]);
    for (const what of ['missing', 'extra']) assert.equal(findings.filter((each) => each.what === what).length, 1_000);
  });

  it('keeps what is missing only where it is to be delivered again', async () => {
    deliver(3);
    place.held.clear();
    const { counts, missing } = await verify({ repair: false });
    assert.deepEqual([counts.missing, missing], [3, []]);
  });

  it('says nothing of what is extra where the plugin cannot tell', async () => {
    deliver(1);
    Object.assign(place, { locations: undefined });
    assert.deepEqual((await verify()).counts, intact(1));
  });

  it('ends with the error of a place that cannot be looked at', async () => {
    deliver(1);
    place.before = () => {
      throw new UnreachableError('not mounted', { code: 'x' });
    };
    await assert.rejects(verify(), { name: 'UnreachableError', message: 'not mounted' });
  });

  it('takes no answer for none', async () => {
    deliver(2);
    place.verify = async () => ['intact'];
    await assert.rejects(verify(), { code: 'plugin-bad-verification' });
  });

  it('ends when it is told to', async () => {
    deliver(2_000);
    const person = new AbortController();
    place.before = () => person.abort(new Error('enough'));
    await assert.rejects(verify({}, person.signal), /enough/);
    assert.deepEqual(place.asked, [500]);
  });
});
