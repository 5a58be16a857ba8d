import assert from 'node:assert/strict';
import { dayAfter, localDay, startOfDay } from '@integration-client/core/schedule/local-day';
import fc from 'fast-check';

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/Sao_Paulo',
  'Africa/Cairo',
  'Pacific/Apia',
  'Asia/Kathmandu',
  'America/Havana',
];

describe('days of a time zone', () => {
  it('begin at midnight there', () => {
    const begins = (day: string, zone: string) => startOfDay(day, zone)?.toISOString();
    assert.equal(begins('2026-01-15', 'Europe/Berlin'), '2026-01-14T23:00:00.000Z');
    assert.equal(begins('2026-03-29', 'Europe/Berlin'), '2026-03-28T23:00:00.000Z');
    assert.equal(begins('2026-03-30', 'Europe/Berlin'), '2026-03-29T22:00:00.000Z');
    assert.equal(begins('2026-01-15', 'Asia/Kathmandu'), '2026-01-14T18:15:00.000Z');
  });

  it('begin at the end of the gap where midnight is skipped, and with the first of two midnights', () => {
    assert.equal(startOfDay('2018-11-04', 'America/Sao_Paulo')?.toISOString(), '2018-11-04T03:00:00.000Z');
    assert.equal(startOfDay('2025-11-02', 'America/Havana')?.toISOString(), '2025-11-02T04:00:00.000Z');
  });

  it('follow one another without gap and overlap, in every zone', () => {
    const days = fc.integer({ min: 0, max: 9000 }).map((days) => dayAfter('2012-01-01', days));
    fc.assert(
      fc.property(days, fc.constantFrom(...zones), (day, zone) => {
        const begin = startOfDay(day, zone) as Date;
        assert.equal(localDay(begin, zone), Date.parse(`${day}T00:00:00Z`) / 86_400_000);
        assert.equal(localDay(new Date(begin.getTime() - 1), zone), localDay(begin, zone) - 1);
        assert.ok(begin < (startOfDay(dayAfter(day, 1), zone) as Date));
      }),
      { numRuns: 300 },
    );
  });

  it('are refused where there is no such day', () => {
    for (const text of ['2026-02-29', '2026-13-01', '26-01-01', 'yesterday', '2026-01-01T00:00']) {
      assert.equal(startOfDay(text, 'UTC'), undefined, text);
    }
  });
});
