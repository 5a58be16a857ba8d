import assert from 'node:assert/strict';
import type { DestinationVerification } from '@integration-client/core/verification';
import { plainText } from '@integration-client/tui/parts/line';
import { verifyLines } from '@integration-client/tui/screens/verify-text';
import { createTheme } from '@integration-client/tui/theme';
import { TestHome } from '../support/test-home.js';
import { Robot } from './robot.js';

const counts = { checked: 5, intact: 5, missing: 0, changed: 0, released: 0 };

describe('Verify and Backfill', () => {
  it('say what is wrong with the days, and ask for nothing that is not chosen', async () => {
    const home = await TestHome.create({ workers: false });
    const robot = await Robot.open(home);
    try {
      await robot.sees('There are no schedules');
      await robot.press('T', 'b');
      await robot.sees('Backfill', 'First Day', '(all schedules)');
      await robot.press('ctrl+u');
      robot.type('2026-02-30');
      await robot.press('ctrl+s');
      await robot.sees('Not begun: one thing is wrong', '✗ must be a day, YYYY-MM-DD');
      await robot.press('ctrl+u');
      robot.type('2026-02-20');
      await robot.press('down', 'ctrl+u');
      robot.type('2026-02-10');
      await robot.press('ctrl+s');
      await robot.sees('✗ is before the first day');
      await robot.press('ctrl+u');
      robot.type('2026-02-21');
      await robot.press('ctrl+s');
      await robot.sees(
        'Backfill > 2026-02-20 to 2026-02-21',
        'There is nothing that this backfill could move',
        'ic backfill --from 2026-02-20 --to 2026-02-21',
      );
      await robot.press('escape', 'escape', 'T', 'v');
      await robot.sees('Verify', 'Deliver Again  [ ] no');
      await robot.press('space', 'ctrl+s');
      await robot.sees('nothing was verified', 'ic verify --repair');
    } finally {
      await robot.close();
      await home.remove();
    }
  });

  it('tells what was found at each destination, the first of very many, and what to do', () => {
    const lines = (destinations: readonly DestinationVerification[]) =>
      verifyLines(
        { started: '', finished: '', outcome: 'partial', destinations },
        createTheme({ ascii: true, colour: false }),
        76,
      ).map(plainText);
    const findings = Array.from({ length: 102 }, (_, index) => ({ what: 'missing', location: `/${index}` }) as const);
    const changed = { what: 'changed', location: '/c', reason: 'why' } as const;
    const found = lines([
      { destination: 'All', outcome: 'done', counts: { ...counts, extra: 0 }, findings: [] },
      {
        destination: 'Some',
        outcome: 'partial',
        counts: { checked: 900, intact: 0, missing: 899, changed: 1, released: 2 },
        findings: [...findings, changed],
        repaired: 1,
      },
      { destination: 'Other', outcome: 'unverifiable', counts, findings: [] },
      {
        destination: 'Away',
        outcome: 'unreachable',
        counts,
        findings: [],
        problem: { message: 'It is away', hint: 'Wait.', code: 'away' },
      },
    ]);
    for (const line of [
      '  5 items checked: 5 intact, 0 missing, 0 changed, 0 extra',
      '  1 item delivered again',
      '  missing /99',
      '  and 799 more missing: ic verify lists them',
      '  changed /c: why',
      'Other  cannot be verified: its plugin does not offer it',
      '  It is away',
      '  Wait.',
      'To deliver again what is missing choose Deliver Again.',
    ])
      assert.ok(found.includes(line), `${line} is not in\n${found.join('\n')}`);
    assert.ok(!found.includes('  missing /100'));
    assert.ok(
      !lines([{ destination: 'All', outcome: 'done', counts, findings: [] }]).some((line) => /again/.test(line)),
    );
  });
});
