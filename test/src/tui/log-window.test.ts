import assert from 'node:assert/strict';
import { LineRing } from '@integration-client/tui/data/line-ring';
import { findLine, markedSpans, searchPattern } from '@integration-client/tui/parts/line-search';
import { rowsOf, topOfPageBefore, windowAtEnd, windowFrom } from '@integration-client/tui/parts/log-window';
import { widthOf } from '@integration-client/tui/text-width';
import fc from 'fast-check';

/** A ring with these lines. */
function ringOf(lines: readonly string[], capacity = 1000): LineRing {
  const ring = new LineRing(capacity);
  for (const line of lines) ring.push(line);
  return ring;
}

const numbered = (count: number) => Array.from({ length: count }, (_, number) => `line ${number}`);

describe('a log in a window', () => {
  it('keeps the newest lines, each with its number', () => {
    const ring = ringOf(numbered(7), 3);
    assert.deepEqual([ring.first, ring.end], [4, 7]);
    assert.deepEqual(
      [4, 5, 6].map((number) => ring.at(number)),
      ['line 4', 'line 5', 'line 6'],
    );
    ring.clear();
    assert.deepEqual([ring.first, ring.end], [0, 0]);
  });

  it('breaks lines so that nothing is lost and nothing is too wide', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', 'bc ', ' ', '会', 'é', '👨‍👩‍👧', '-'), maxLength: 60 });
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 30 }), (text, width) => {
        const rows = rowsOf(text, width, 1000);
        assert.ok(rows.every((row) => widthOf(row) <= width));
        assert.equal(rows.join(''), rowsOf(text, 10_000, 1)[0]);
      }),
    );
  });

  it('breaks at a space, and a word only where it would leave half of a row empty', () => {
    assert.deepEqual(rowsOf('alpha beta gamma', 12, 9), ['alpha beta ', 'gamma']);
    assert.deepEqual(rowsOf('a bcdefghijklm', 6, 9), ['a bcde', 'fghijk', 'lm']);
  });

  it('cuts a line that is higher than the window, and one that is very long', () => {
    assert.deepEqual(rowsOf('abcdefghij', 3, 2), ['abc', 'de…']);
    assert.ok(rowsOf('x'.repeat(1_000_000), 80, 1_000_000).length < 200);
  });

  it('shows the end, a place, and pages before and after it', () => {
    const ring = ringOf(numbered(100));
    const shown = (window: { rows: readonly { text: string }[] }) => window.rows.map(({ text }) => text);
    assert.deepEqual(shown(windowAtEnd(ring, 20, 3)), ['line 97', 'line 98', 'line 99']);
    const window = windowFrom(ring, 10, 20, 3);
    assert.deepEqual([...shown(window), window.bottom], ['line 10', 'line 11', 'line 12', 13]);
    assert.equal(topOfPageBefore(ring, 10, 20, 3), 7);
    assert.equal(topOfPageBefore(ring, 0, 20, 3), 0);
    // Too few lines follow: the end.
    assert.deepEqual(shown(windowFrom(ring, 98, 20, 3)), ['line 97', 'line 98', 'line 99']);
    assert.deepEqual(shown(windowFrom(ring, 5000, 20, 3)), ['line 97', 'line 98', 'line 99']);
  });

  it('gets to every line by pages, whatever the lines hold', () => {
    const line = fc.string({ unit: fc.constantFrom('ab ', 'c', '会'), maxLength: 40 });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), fc.integer({ min: 1, max: 6 }), (lines, height) => {
        const ring = ringOf(lines);
        const seen = new Set<number>();
        let top = 0;
        for (let page = 0; page <= lines.length; page += 1) {
          const window = windowFrom(ring, top, 10, height);
          assert.ok(window.rows.length <= height);
          for (const row of window.rows) seen.add(row.line);
          if (window.bottom >= ring.end) break;
          top = window.bottom;
        }
        assert.equal(seen.size, lines.length);
        let before = ring.end;
        while (before > ring.first) {
          const above = topOfPageBefore(ring, before, 10, height);
          assert.ok(above < before);
          before = above;
        }
      }),
    );
  });

  it('finds a text down and up, and goes on at the other end', () => {
    const ring = ringOf(['Alpha', 'beta', 'ALPHA (1)', 'gamma']);
    const find = (text: string, from: number, step: 1 | -1) => findLine(ring, searchPattern(text), from, step);
    assert.deepEqual(find('alpha', 1, 1), { line: 2, hasWrapped: false });
    assert.deepEqual(find('alpha', 3, 1), { line: 0, hasWrapped: true });
    assert.deepEqual(find('alpha', -1, -1), { line: 2, hasWrapped: true });
    assert.deepEqual(find('a (', 0, 1), { line: 2, hasWrapped: false });
    assert.equal(find('.*', 0, 1), undefined);
    assert.equal(findLine(new LineRing(3), searchPattern('a'), 0, 1), undefined);
    const marked = markedSpans('an Ant', searchPattern('an'), {});
    assert.deepEqual(
      marked.map(({ text, bold = false }) => [text, bold]),
      [
        ['an', true],
        [' ', false],
        ['An', true],
        ['t', false],
      ],
    );
  });
});
