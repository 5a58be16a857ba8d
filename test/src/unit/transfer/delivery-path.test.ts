import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type { Clock } from '@integration-client/core/clock';
import { deadline } from '@integration-client/core/transfer/decorators/deadline';
import type { Deliver } from '@integration-client/core/transfer/decorators/deliver';
import type { DeliveryMetrics } from '@integration-client/core/transfer/decorators/metrics';
import { type Concern, deliveryPath, type Seam } from '@integration-client/core/transfer/delivery-path';
import { BackupDownload } from '@integration-client/core/transfer/stream-item';
import {
  ConfigError,
  type Destination,
  type Item,
  ItemError,
  type Receipt,
  RetryableError,
  UnreachableError,
} from '@integration-client/sdk';

const never = new AbortController().signal;
const site = { name: 'Example', host: 'support.example.com', product: 'RS' } as const;
const receipt: Receipt = { outcome: 'stored', location: 'here', bytes: 1, sha256: '0'.repeat(64) };
const busy = (retryAfter?: number) =>
  new RetryableError('busy', { code: 'busy', ...(retryAfter === undefined ? {} : { retryAfter }) });

function backup(chunks: readonly string[], size?: number): BackupDownload {
  let received = 0;
  const stream = () => Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  const fetch = async () => {
    const source = stream().on('data', (chunk: Buffer) => (received += chunk.length));
    source.pause();
    return { stream: source, received: () => received, ...(size === undefined ? {} : { size }) };
  };
  return new BackupDownload('host/site-backups/now', new Date(0), site, fetch, never);
}

class Watched implements DeliveryMetrics {
  readonly calls: string[] = [];
  begin = () => void this.calls.push('begin');
  end = () => void this.calls.push('end');
  attemptFailed = (code: string) => void this.calls.push(code);
}

/** A path with everything in it, and what was seen on the way. */
function pathTo(deliver: Destination['deliver'], seam: Seam = (_, next) => next) {
  const pauses: number[] = [];
  const warnings: string[] = [];
  const metrics = new Watched();
  const clock: Clock = { now: () => new Date(), sleep: async (time) => void pauses.push(time) };
  const log = { debug() {}, info() {}, warn: (text: string) => void warnings.push(text), error() {} };
  const destination: Destination = { deliver, close: async () => {} };
  const path = deliveryPath(destination, { clock, log, metrics, seam });
  return { path, pauses, warnings, metrics };
}

async function readAll(item: Item): Promise<Receipt> {
  if ('open' in item) for await (const _ of await item.open());
  return receipt;
}

describe('the way of an item to its destination', () => {
  it('leads through the concerns in one order, each with a seam below it', async () => {
    const passed: string[] = [];
    const seam: Seam = (above: Concern, next: Deliver) => (items, signal) => {
      passed.push(above);
      return next(items, signal);
    };
    const { path } = pathTo(readAll, seam);
    assert.deepEqual(await path([backup(['x'])], never), [receipt]);
    assert.deepEqual(passed, ['retry', 'limit', 'metrics', 'log', 'deadline', 'content-check']);
  });

  it('a fault below any concern is retried, and told once for each attempt that it can see', async () => {
    for (const above of ['limit', 'metrics', 'log', 'deadline', 'content-check'] as const) {
      let left = 2;
      const seam: Seam = (name, next) => async (items, signal) => {
        if (name === above && left-- > 0) throw busy();
        return next(items, signal);
      };
      const { path, pauses, warnings } = pathTo(readAll, seam);
      assert.deepEqual(await path([backup(['x'])], never), [receipt], above);
      assert.equal(pauses.length, 2);
      assert.equal(warnings.length, 2);
    }
  });

  it('pauses grow, vary, and are as long as the other side asks for, up to five minutes', async () => {
    const { path, pauses } = pathTo(async () => Promise.reject(busy()));
    await assert.rejects(path([backup(['x'])], never), /busy/);
    assert.equal(pauses.length, 2);
    assert.ok(pauses.every((pause, index) => pause >= 500 * 2 ** index && pause <= 1000 * 2 ** index));

    const asked = pathTo(async () => Promise.reject(busy(300)));
    await assert.rejects(asked.path([backup(['x'])], never), /busy/);
    assert.deepEqual(asked.pauses, [300_000, 300_000]);

    const tooLong = pathTo(async () => Promise.reject(busy(301)));
    await assert.rejects(tooLong.path([backup(['x'])], never), /busy/);
    assert.deepEqual(tooLong.pauses, [], 'who has to wait longer leaves it to the next run');
  });

  const permanent = [
    new ItemError('no', { code: 'no' }),
    new ConfigError('no', { code: 'no' }),
    new UnreachableError('no', { code: 'no' }),
    new TypeError('no'),
  ];
  for (const error of permanent) {
    it(`never tries again after a ${error.name}`, async () => {
      let calls = 0;
      const { path } = pathTo(async () => {
        calls++;
        throw error;
      });
      await assert.rejects(path([backup(['x'])], never), error);
      assert.equal(calls, 1);
    });
  }

  it('never tries again after a cancel', async () => {
    const stop = new AbortController();
    let calls = 0;
    const { path } = pathTo(async () => {
      calls++;
      stop.abort(new Error('stopped'));
      throw busy();
    });
    await assert.rejects(path([backup(['x'])], stop.signal), /stopped/);
    assert.equal(calls, 1);
  });

  it('counts what fails by its code, and knows which downloads are under way', async () => {
    let left = 1;
    const { path, metrics } = pathTo(async (item) => {
      if (left-- > 0) throw busy();
      return readAll(item);
    });
    await path([backup(['x'])], never);
    assert.deepEqual(metrics.calls, ['begin', 'busy', 'end', 'begin', 'end']);
  });

  const unbelievable: Readonly<Record<string, unknown>> = {
    'no receipt': undefined,
    'another outcome': { ...receipt, outcome: 'kept' },
    'no location': { ...receipt, location: undefined },
    'half a byte': { ...receipt, bytes: 0.5 },
    'no hash': { ...receipt, sha256: 'abc' },
  };
  for (const [what, answer] of Object.entries(unbelievable)) {
    it(`does not believe ${what}`, async () => {
      const { path } = pathTo(async (item) => {
        await readAll(item);
        return answer as Receipt;
      });
      await assert.rejects(path([backup(['x'])], never), { code: 'plugin-bad-receipt' });
    });
  }

  it('does not believe that a download was stored which was not read to its end', async () => {
    const notOpened = pathTo(async () => receipt);
    await assert.rejects(notOpened.path([backup(['x'])], never), { code: 'plugin-incomplete-delivery' });
    const half = pathTo(async (item) => {
      if ('open' in item) for await (const _ of await item.open()) break;
      return receipt;
    });
    await assert.rejects(half.path([backup(['x', 'y'])], never), { code: 'plugin-incomplete-delivery' });
  });

  it('lets a destination skip a download without reading it', async () => {
    const skipped = { ...receipt, outcome: 'skipped' as const };
    const { path } = pathTo(async () => skipped);
    assert.deepEqual(await path([backup(['x'])], never), [skipped]);
  });

  it('does not take a download for whole that is shorter or longer than announced', async () => {
    for (const announced of [2, 4]) {
      const { path } = pathTo(readAll);
      await assert.rejects(path([backup(['abc'], announced)], never), { code: 'download-incomplete' });
    }
    const { path } = pathTo(readAll);
    assert.deepEqual(await path([backup(['abc'], 3)], never), [receipt]);
  });
});

describe('the deadline of a delivery', () => {
  const soon = { silence: 30, total: 10_000, stopping: 20 };

  it('passes, and the destination is told to stop, when nothing moves', async () => {
    const held = deadline(soon)(async (_, signal) => {
      await setTimeout(60_000, undefined, { signal });
      return [receipt];
    });
    await assert.rejects(held([backup(['x'])], never), { name: 'AbortError' });
  });

  it('passes even where the destination does not listen', async () => {
    const held = deadline(soon)(() => new Promise(() => {}));
    await assert.rejects(held([backup(['x'])], never), { code: 'delivery-timeout' });
  });

  it('does not pass as long as a download moves, until all the time is over', async () => {
    const slow = (chunks: number): Deliver => {
      let received = 0;
      const fetch = async () => ({ stream: Readable.from(['x']), received: () => received });
      const item = new BackupDownload('host/site-backups/now', new Date(0), site, fetch, never);
      return async (_, signal) => {
        const next = deadline({ ...soon, silence: 500, total: 1_500 })(async (_items, stop) => {
          await item.open();
          for (let chunk = 0; chunk < chunks && !stop.aborted; chunk++) {
            await setTimeout(10);
            received++;
          }
          stop.throwIfAborted();
          return [receipt];
        });
        return next([item], signal);
      };
    };
    assert.deepEqual(await slow(80)([], never), [receipt]);
    await assert.rejects(slow(100_000)([], never), { code: 'delivery-timeout' });
  });

  it('passes a cancel on to the destination', async () => {
    const stop = new AbortController();
    const held = deadline(soon)(async (_, signal) => {
      stop.abort(new Error('stopped'));
      signal.throwIfAborted();
      return [receipt];
    });
    await assert.rejects(held([backup(['x'])], stop.signal), /stopped/);
  });
});
