import assert from 'node:assert/strict';
import { ItemError } from '@integration-client/sdk';
import { Bench } from './bench.js';
import { assertCompleted, assertGoesOnOverWeeks, assertMakesUpFor, begun, noon, plans } from './interrupted-run.js';
import { Steps } from './steps.js';
import { minute } from './world.js';

describe('a run that is interrupted', () => {
  let bench: Bench;

  before(async () => {
    bench = await Bench.open();
  });

  after(() => bench.close());

  it('needs no second run where nothing happens', async () => {
    const trial = await begun(bench);
    await trial.run();
    await assertCompleted(trial);
  });

  /** The last step of each kind, by its number from 1 on. */
  const lastOfEachKind = (names: readonly string[]) => [...new Set(names)].map((name) => names.lastIndexOf(name) + 1);

  for (const [name, plan] of Object.entries(plans)) {
    it(`loses and doubles nothing, whichever kind of step fails: ${name}`, () =>
      assertMakesUpFor(bench, plan, lastOfEachKind));
  }

  it('sets aside only what an item itself is at fault for', async () => {
    const { world } = await begun(bench);
    const lsids = world.sessions.filter((session) => !session.isBroken).map((session) => session.lsid);
    for (const lsid of lsids) {
      const trial = await begun(bench);
      const keys = new Set<string>();
      trial.vault.refuses = (item) => {
        if (!('session' in item) || item.session.lsid !== lsid) return undefined;
        keys.add(item.key);
        return new ItemError('never', { code: 'too-long' });
      };
      await trial.run();
      trial.world.now = noon + 70 * minute;
      await trial.run();
      trial.assertHeld(keys);
      const aside = (await trial.failed()).filter((item) => item.code === 'too-long' && item.quarantined);
      assert.deepEqual(new Set(aside.map((item) => item.key)), keys);
    }
  });

  it('goes on where it was, if it was the first of all, over many weeks', () => assertGoesOnOverWeeks(bench, 31));

  it('by a person: what was delivered is recorded, and the rest comes with the next run', async () => {
    const trial = await begun(bench);
    const stop = new AbortController();
    const steps = new Steps((_, name) => {
      if (name === 'destination.deliver') stop.abort(new Error('stopped'));
      return undefined;
    });
    const { outcome } = await trial.run({ steps, signal: stop.signal });
    assert.equal(outcome, 'interrupted');
    assert.equal((await trial.failed()).filter((item) => !item.quarantined).length, 0);
    await assertCompleted(trial);
  });
});
