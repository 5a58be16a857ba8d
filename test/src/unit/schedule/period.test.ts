import assert from 'node:assert/strict';
import { describePeriod, periodMilliseconds } from '@integration-client/core/schedule/period';

describe('period', () => {
  it('reads as people say it', () => {
    assert.equal(describePeriod({ minutes: 5 }), 'every 5 minutes');
    assert.equal(describePeriod({ minutes: 1 }), 'every minute');
    assert.equal(describePeriod({ hours: 1 }), 'every hour');
    assert.equal(describePeriod({ hours: 12 }), 'every 12 hours');
    assert.equal(describePeriod({ days: 1, at: '02:00' }), 'every day at 02:00');
    assert.equal(describePeriod({ days: 7 }), 'every 7 days');
  });

  it('has a length in milliseconds', () => {
    assert.equal(periodMilliseconds({ minutes: 5 }), 300_000);
    assert.equal(periodMilliseconds({ hours: 2 }), 7_200_000);
    assert.equal(periodMilliseconds({ days: 7, at: '02:00' }), 604_800_000);
  });
});
