import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { firstFrame } from '@integration-client/tui/first-frame';
import { widthOf } from '@integration-client/tui/text-width';
import fc from 'fast-check';
import { TestHome } from '../support/test-home.js';
import { checkFrame } from './check-frame.js';
import { Robot } from './robot.js';

/** Texts that terminals draw wider than they are long, or narrower, or not at all. */
const anyName = fc
  .string({
    unit: fc.constantFrom('a', '会', '👨‍👩‍👧', '🇨🇭', 'e\u0301', '\u200d', '❤️', 'ע', ' x'),
    minLength: 1,
    maxLength: 40,
  })
  .map((text) => text.trim())
  .filter((text) => text !== '');

/** Any terminal, and any of the screens that show the names. */
const anyLook = fc.record({
  columns: fc.integer({ min: 1, max: 200 }),
  rows: fc.integer({ min: 2, max: 60 }),
  keys: fc.constantFrom<readonly string[]>(['3'], ['4'], ['5'], ['?'], ['S', 's'], ['S', 'c'], ['S', 'p'], ['H', 'f']),
});

describe('a screen of any size', () => {
  let home: TestHome;
  before(async () => {
    home = await TestHome.create();
  });
  after(() => home.remove());

  it('is never taller than the rows but one, nor wider than the columns', async () => {
    const names = [...new Set(fc.sample(anyName, { numRuns: 12, seed: 1 }))];
    await home.apply({
      sites: names.map((name) => ({ name, host: 'h', account: { type: 'user', username: name, password: 'p' } })),
      destinations: names.map((name) => ({ name, plugin: 'sqlite', settings: { file: '/nowhere/s.db' } })),
      schedules: names.map((name) => ({ name, every: { hours: 1 }, transfers: [] })),
    });
    const robot = await Robot.open(home);
    try {
      await robot.sees('hour');
      await fc.assert(
        fc.asyncProperty(anyLook, async ({ columns, rows, keys }) => {
          robot.resize(columns, rows);
          await robot.press(...keys);
          await robot.rests();
          for (const frame of [...robot.takeFrames(), robot.frame])
            checkFrame(frame, columns, rows, keys.join(''), false);
          await robot.press('escape', 'escape');
        }),
        { numRuns: 12 },
      );
    } finally {
      await robot.close();
    }
  });

  it('is at first what is drawn before anything is loaded', async () => {
    const robot = await Robot.open(home, { columns: 100, rows: 30 });
    try {
      await robot.sees('1 Schedules');
      const [drawn = ''] = robot.takeFrames();
      const lines = drawn.split('\n').map((line) => stripVTControlCharacters(line).trimEnd());
      const expected = firstFrame({ columns: 100, rows: 30 }, false).split('\n');
      // The menus and the keys show when they can be used.
      assert.deepEqual(
        expected.slice(1, -1).map((line) => line.trimEnd()),
        lines.slice(1, expected.length - 1),
      );
      assert.equal(expected.at(-1)?.slice(0, 20), lines[expected.length - 1]?.slice(0, 20));
    } finally {
      await robot.close();
    }
  });

  it('fits before anything is loaded, too', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 100 }), (columns, rows) => {
        const lines = firstFrame({ columns, rows }, false).split('\n');
        assert.ok(lines.length <= Math.max(1, rows - 1));
        assert.ok(lines.every((line) => widthOf(line) <= columns));
      }),
    );
  });
});
