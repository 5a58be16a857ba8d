import assert from 'node:assert/strict';
import { Rate } from '@integration-client/core/rate';
import { durationText, shorten, table, wrap, zoneText } from '@integration-client/host/cli/text';

describe('texts of the command line', () => {
  it('are shortened in their middle', () => {
    assert.equal(shorten('abcdefghij', 10), 'abcdefghij');
    assert.equal(shorten('abcdefghijk', 10), 'abcd..hijk');
    assert.equal(shorten('abcdefghijk', 3), 'a..');
    assert.equal(shorten('abcdefghijk', 0), '..');
  });

  it('stand in columns, numbers and sizes to the right', () => {
    const rows = [
      ['one', 1, '2.0 MB'],
      ['two', 10, '300 B'],
    ];
    assert.equal(table(['A', 'COUNT', 'SIZE'], rows), 'A    COUNT    SIZE\none      1  2.0 MB\ntwo     10   300 B');
  });

  it('tell durations in the unit that fits', () => {
    const texts = [7200, 59_960, 250_000, 3_599_999, 7_500_000].map(durationText);
    assert.deepEqual(texts, ['7.2 s', '1 min 0 s', '4 min 10 s', '1 h 0 min', '2 h 5 min']);
  });

  it('tell how far a zone is from UTC', () => {
    const offsets = [0, -60, -345, 210].map((minutes) => zoneText({ getTimezoneOffset: () => minutes } as Date));
    assert.deepEqual(offsets, ['UTC', 'UTC+01:00', 'UTC+05:45', 'UTC-03:30']);
  });

  it('are broken between words', () => {
    const text = wrap('word '.repeat(30).trim(), '    ');
    assert.equal(text.split('\n').length, 2);
    assert.ok(text.split('\n').every((line) => line.length <= 100 && line.startsWith('    word')));
  });
});

describe('a rate', () => {
  it('is that of the last seconds, and falls to nothing where nothing moves', () => {
    const rate = new Rate();
    rate.add(0, 0);
    assert.equal(rate.perSecond(500), undefined);
    rate.add(2000, 2000);
    assert.equal(rate.perSecond(2000), 1000);
    for (let at = 3000; at <= 10_000; at += 1000) rate.add(2000 + (at - 2000) * 2, at);
    assert.equal(rate.perSecond(10_000), 2000);
    assert.equal(rate.perSecond(60_000), 0);
  });

  it('is never below nothing', () => {
    const rate = new Rate();
    rate.add(5000, 0);
    rate.add(10, 1000);
    assert.equal(rate.perSecond(2000), 0);
  });
});
