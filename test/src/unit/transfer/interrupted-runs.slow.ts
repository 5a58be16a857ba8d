import { Bench } from './bench.js';
import { assertGoesOnOverWeeks, assertMakesUpFor, plans } from './interrupted-run.js';

describe('a run that is interrupted', () => {
  let bench: Bench;

  before(async () => {
    bench = await Bench.open();
  });

  after(() => bench.close());

  for (const [name, plan] of Object.entries(plans)) {
    it(`loses and doubles nothing, whichever step fails: ${name}`, () =>
      assertMakesUpFor(bench, plan, (names) => names.map((_, index) => index + 1)));
  }

  it('goes on where it was, if it was the first of all, over many weeks', () => assertGoesOnOverWeeks(bench, 7));
});
