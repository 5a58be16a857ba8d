import type { TestHome } from '../support/test-home.js';
import { checkTour, hardHome, sizes } from './tour.js';

describe('every frame', () => {
  let home: TestHome;
  before(async () => {
    home = await hardHome();
  });
  after(() => home.remove());

  it('fits into 80 x 24, without colours', () => checkTour(home, { colour: false, sizesAt: () => [[80, 24]] }));

  it('fits into 60 x 15, 80 x 24 and 120 x 40, with colours', () =>
    // The next keys are pressed at the size that comes last.
    checkTour(home, {
      colour: true,
      sizesAt: (step) => [...sizes.slice(step % sizes.length), ...sizes.slice(0, step % sizes.length)],
    }));
});
