import chalk, { type ColorSupportLevel } from 'chalk';
import { TestHome } from '../support/test-home.js';
import { checkFrame } from './check-frame.js';
import { Robot } from './robot.js';

/** Columns and rows that each screen is drawn at. */
export const sizes = [
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
  [['escape', 'T', 'b'], 'First Day'],
  [['escape', 'T', 'v'], 'Deliver Again'],
  [['escape', 'Q'], 'Nothing is in quarantine'],
];

/** A home whose names are hard to draw. */
export async function hardHome(): Promise<TestHome> {
  const home = await TestHome.create();
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
  return home;
}

/** How a way through all screens is looked at. */
export interface TourOptions {
  readonly colour: boolean;
  /** Columns and rows that a screen is drawn at, by its place on the way; its keys are pressed at the first of them. */
  readonly sizesAt: (step: number) => readonly (readonly [columns: number, rows: number])[];
}

/** Goes through all screens, and fails unless each frame fits. */
export async function checkTour(home: TestHome, { colour, sizesAt }: TourOptions): Promise<void> {
  const { level } = chalk;
  // In a test there is no terminal from which chalk would see that colours are possible.
  chalk.level = (colour ? 3 : 0) as ColorSupportLevel;
  const robot = await Robot.open(home, { colour, ascii: !colour });
  try {
    let current: readonly [number, number] = [80, 24];
    await robot.sees('Schedule', hard[0]?.slice(0, 4) ?? '');
    for (const [step, [keys, text]] of tour.entries()) {
      for (const [index, size] of sizesAt(step).entries()) {
        if (size[0] !== current[0] || size[1] !== current[1]) robot.resize(...size);
        current = size;
        if (index === 0) await robot.press(...keys);
        await robot.sees(text);
        // What is loaded after the title of a screen was seen decides what the next keys can do.
        await robot.rests();
        for (const frame of robot.takeFrames()) checkFrame(frame, ...size, text, colour);
      }
    }
  } finally {
    await robot.close();
    chalk.level = level;
  }
}
