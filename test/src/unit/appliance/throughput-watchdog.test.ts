import assert from 'node:assert/strict';
import { ThroughputWatchdog } from '@integration-client/core/appliance/throughput-watchdog';
import { StandingClock } from './clocks.js';

describe('ThroughputWatchdog', () => {
  function begin() {
    const clock = new StandingClock();
    const seen = { slow: 0 };
    const watchdog = new ThroughputWatchdog(clock, { bytes: 1000, seconds: 60 }, () => {
      seen.slow += 1;
    });
    return { clock, seen, watchdog };
  }

  it('fires once when a span brought less than the least', async () => {
    const { clock, seen, watchdog } = begin();
    watchdog.received(1000);
    await clock.advance(60_000);
    assert.equal(seen.slow, 0);
    watchdog.received(999);
    await clock.advance(60_000);
    assert.equal(seen.slow, 1);
    await clock.advance(600_000);
    assert.equal(seen.slow, 1);
  });

  it('passes over the time in which the reader held the stream back', async () => {
    const { clock, seen, watchdog } = begin();
    watchdog.hold();
    await clock.advance(600_000);
    watchdog.release();
    await clock.advance(30_000);
    assert.equal(seen.slow, 0);
    await clock.advance(90_000);
    assert.equal(seen.slow, 1);
  });

  it('keeps still when it is stopped', async () => {
    const { clock, seen, watchdog } = begin();
    watchdog.stop();
    await clock.advance(600_000);
    assert.equal(seen.slow, 0);
    assert.deepEqual(clock.sleeping, []);
  });
});
