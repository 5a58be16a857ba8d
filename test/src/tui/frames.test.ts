import type { TestHome } from '../support/test-home.js';
import { checkFrame } from './check-frame.js';
import { Robot } from './robot.js';
import { checkTour, hardHome, sizes } from './tour.js';

describe('every frame', () => {
  let home: TestHome;
  before(async () => {
    home = await hardHome();
  });
  after(() => home.remove());

  it('fits into 60 x 15 and 80 x 24 in turn, with colours', () =>
    checkTour(home, { colour: true, sizesAt: (step) => [sizes[step % 2] ?? sizes[0]] }));

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
