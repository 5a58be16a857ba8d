import assert from 'node:assert/strict';
import { RateLimit } from '@integration-client/core/appliance/rate-limit';
import fc from 'fast-check';
import { StandingClock, settled } from './clocks.js';

describe('RateLimit', () => {
  async function send(limit: RateLimit, count: number, times: number[], clock: StandingClock): Promise<void> {
    for (let sent = 0; sent < count; sent += 1) void limit.take().then(() => times.push(clock.now().getTime()));
    await settled();
  }

  it('lets 20 go in a second, and the next when the first is a second old', async () => {
    const clock = new StandingClock();
    const limit = new RateLimit(clock);
    const times: number[] = [];
    await send(limit, 45, times, clock);
    assert.equal(times.length, 20);
    await clock.advance(999);
    assert.equal(times.length, 20);
    await clock.advance(1);
    assert.equal(times.length, 40);
    await clock.advance(1000);
    assert.equal(times.length, 45);
  });

  it('lets 15,000 go in an hour', async () => {
    const clock = new StandingClock();
    const limit = new RateLimit(clock);
    for (let second = 0; second < 750; second += 1) {
      for (let sent = 0; sent < 20; sent += 1) await limit.take();
      await clock.advance(1000);
    }
    const times: number[] = [];
    await send(limit, 1, times, clock);
    assert.equal(times.length, 0);
    await clock.advance(3_600_000 - 750_000 - 1);
    assert.equal(times.length, 0);
    await clock.advance(1);
    assert.equal(times.length, 1);
  });

  it('never passes a limit in any window, whatever comes when', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 1500 })), { maxLength: 12 }),
        async (bursts) => {
          const clock = new StandingClock();
          const limit = new RateLimit(clock);
          const times: number[] = [];
          for (const [count, pause] of bursts) {
            await send(limit, count, times, clock);
            await clock.advance(pause);
          }
          await clock.advance(60_000);
          assert.equal(
            times.length,
            bursts.reduce((sum, [count]) => sum + count, 0),
          );
          for (let index = 20; index < times.length; index += 1) {
            assert.ok((times[index] as number) - (times[index - 20] as number) >= 1000);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('goes by the limit that the appliance names, when that is lower', async () => {
    const clock = new StandingClock();
    const limit = new RateLimit(clock);
    limit.observe({ limit: 5, refused: false });
    limit.observe({ limit: 1_000_000, refused: false });
    const times: number[] = [];
    await send(limit, 20, times, clock);
    assert.equal(times.length, 5);
  });

  it('pauses when nothing remains', async () => {
    const clock = new StandingClock();
    const limit = new RateLimit(clock);
    limit.observe({ remaining: 0, refused: false });
    const times: number[] = [];
    await send(limit, 1, times, clock);
    assert.equal(times.length, 0);
    await clock.advance(1000);
    assert.equal(times.length, 1);
  });

  it('pauses as long as a refusal says', async () => {
    const clock = new StandingClock();
    const limit = new RateLimit(clock);
    limit.observe({ refused: true, retryAfter: 90 });
    const times: number[] = [];
    await send(limit, 1, times, clock);
    await clock.advance(89_999);
    assert.equal(times.length, 0);
    await clock.advance(1);
    assert.equal(times.length, 1);
  });

  it('doubles its pause up to a minute when refusals do not say how long, and starts again after a good answer', async () => {
    const clock = new StandingClock();
    const limit = new RateLimit(clock);
    const pauses: number[] = [];
    const refuse = async () => {
      // Two that were under way together are one refusal.
      limit.observe({ refused: true });
      limit.observe({ refused: true });
      const begin = clock.now().getTime();
      const times: number[] = [];
      await send(limit, 1, times, clock);
      await clock.advance(60_000);
      pauses.push((times[0] as number) - begin);
    };
    for (let round = 0; round < 8; round += 1) await refuse();
    limit.observe({ refused: false });
    await refuse();
    assert.deepEqual(pauses, [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 1000]);
  });

  it('serves those who wait in their order, and does without who gave up', async () => {
    const clock = new StandingClock();
    const limit = new RateLimit(clock);
    limit.observe({ refused: true, retryAfter: 1 });
    const order: string[] = [];
    const stop = new AbortController();
    const first = limit.take().then(() => order.push('first'));
    const second = limit.take(stop.signal);
    const third = limit.take().then(() => order.push('third'));
    const reason = new Error('enough');
    stop.abort(reason);
    await assert.rejects(second, reason);
    await settled();
    assert.deepEqual(order, []);
    await clock.advance(1000);
    await Promise.all([first, third]);
    assert.deepEqual(order, ['first', 'third']);
  });
});
