import chalk, { type ColorSupportLevel } from 'chalk';
import { TestHome } from '../support/test-home.js';
import { checkFrame } from './check-frame.js';
import { Robot } from './robot.js';

/** Columns and rows that each screen is drawn at. */
const sizes = [
  [60, 15],
  [80, 24],
  [120, 40],
] as const;

/** Names that terminals draw wider than they are long, or that could move the cursor. */
const hard = ['会議の記録 会議の記録 会議の記録', '👨‍👩‍👧 family ❤️ 🇨🇭', 'e\u0301a\u0308 עברית', 'x'.repeat(90)];

/** A way through all screens: keys, and what is then to be seen. */
const tour: readonly (readonly [keys: readonly string[], sees: string])[] = [
  [['2'], '2 Running'],
  [['3'], '3 Sites'],
  [['5'], '5 IC Log'],
  [['1'], '1 Schedules'],
  [['?'], 'Esc Close'],
  [['escape', 'S'], 'Enter Open'],
  [['escape', 'H'], 'Enter Open'],
  [['a'], 'Version'],
  [['escape', 'S', 's'], 'Site Configuration'],
  [['x'], 'Leave the site'],
  [['n'], 'n New'],
  [['/'], 'Esc Clear'],
  [['escape', 'n'], 'Site Configuration > New'],
  [['escape', 'enter'], 'URL'],
  [['escape', 'escape', 'S', 'c'], 'Schedule Configuration'],
  [['n'], 'Schedule Configuration > New'],
  [['escape', 'enter'], 'Run Every'],
  [['up', 'up', 'enter'], 'Types of Data'],
  [['escape', 'escape', 'escape', 'S', 'p'], 'Plugin Configuration'],
  [['n'], '3  SQL Server'],
  [['1'], 'Step 1: Friendly Name'],
  [['escape', 'enter'], 'Plugin Configuration >'],
  [['pagedown'], 'Database File'],
  [['escape', 'escape', 'S', 'i'], 'bundled'],
  [['enter'], 'Used by'],
  [['escape', 'n'], 'Install Plugin > New'],
  [['enter'], 'Not begun'],
  [['escape', 'escape', 'S', 'a'], 'Log Directory'],
  [['enter'], 'not installed'],
  [['i'], 'Where it may write'],
  [['ctrl+s'], 'Install the service'],
  [['n', 'escape', 'escape', 'escape', 'S', 'n'], 'SMTP Server'],
  [['escape', 'T', 'l'], '[1 IC Log]'],
  [['/'], 'Esc Cancel'],
  [['s', 'enter'], 'n Next'],
  [['escape', 'c'], 'Clear the IC Log?'],
  [['n', 'tab'], '[2 Service Log]'],
  [['escape', 'T', 'a'], '< Sites >'],
  [['ctrl+s'], 'Not begun'],
  [['pageup', 'space', 'down', 'enter'], 'API Tester > XML Files'],
  [['escape'], '+ Add'],
  [['escape', 'Q'], 'Nothing is in quarantine'],
];

describe('every frame', () => {
  let home: TestHome;
  const level = chalk.level;
  before(async () => {
    home = await TestHome.create();
    await home.apply({
      sites: hard.map((name) => ({
        name,
        host: `${'long-'.repeat(11)}x.example.com`,
        account: { type: 'user', username: name, password: 'p' },
      })),
      destinations: hard.map((name) => ({ name, plugin: 'sqlite', settings: { file: '/nowhere/s.db' } })),
      schedules: hard.map((name) => ({
        name,
        every: { days: 7, at: '02:00' },
        transfers: hard.map((destination) => ({ site: name, destination, operations: ['sessions'] })),
      })),
    });
  });
  after(() => home.remove());
  afterEach(() => {
    chalk.level = level;
  });

  it('fits into 80 x 24, without colours', async () => {
    chalk.level = 0;
    const robot = await Robot.open(home, { ascii: true });
    try {
      await robot.sees('Schedule', hard[0]?.slice(0, 4) ?? '');
      for (const [keys, text] of tour) {
        await robot.press(...keys);
        await robot.sees(text);
        for (const frame of robot.takeFrames()) checkFrame(frame, 80, 24, text, false);
      }
    } finally {
      await robot.close();
    }
  });

  it('fits into 60 x 15, 80 x 24 and 120 x 40, with colours', async () => {
    // In a test there is no terminal from which chalk would see that colours are possible.
    chalk.level = 3 as ColorSupportLevel;
    const turn = [...sizes];
    const robot = await Robot.open(home, { columns: 60, rows: 15, colour: true });
    try {
      await robot.sees('Schedule', hard[0]?.slice(0, 4) ?? '');
      for (const [keys, text] of tour) {
        await robot.press(...keys);
        await robot.sees(text);
        // The next keys are pressed at the size that comes last: each is the first in its turn.
        for (const [index, [columns, rows]] of turn.entries()) {
          if (index > 0) robot.resize(columns, rows);
          await robot.sees(text);
          for (const frame of robot.takeFrames()) checkFrame(frame, columns, rows, text, true);
        }
        turn.unshift(...turn.splice(-1));
      }
    } finally {
      await robot.close();
    }
  });

  it('says that there is no room below 60 x 15, and comes back as it was', async () => {
    const robot = await Robot.open(home);
    try {
      await robot.press('S', 's', 'n');
      robot.type('Kept');
      await robot.sees('Display Name   Kept');
      for (const [columns, rows] of [
        [59, 24],
        [80, 14],
        [20, 4],
      ] as const) {
        robot.resize(columns, rows);
        await robot.sees('small');
        for (const frame of robot.takeFrames()) checkFrame(frame, columns, rows, 'Too small', false);
      }
      robot.resize(80, 24);
      await robot.sees('Display Name   Kept');
    } finally {
      await robot.close();
    }
  });
});
