import assert from 'node:assert/strict';
import { operations } from '@integration-client/sdk';
import { Bench } from './bench.js';
import { Steps } from './steps.js';
import { hour, minute, second, World } from './world.js';

const noon = Date.parse('2026-03-01T12:00:00Z');

describe('the log on wrong clocks', () => {
  let bench: Bench;

  before(async () => {
    bench = await Bench.open();
  });

  after(() => bench.close());

  /** What a run warns of while the appliance's clock is so far ahead of this machine's. */
  async function warningsWhen(ahead: number, tellsTime = true): Promise<string[]> {
    const world = new World(noon);
    world.clockError = () => ahead;
    world.tellsTime = tellsTime;
    // As when much is to be delivered: what was asked first is long ago when the backup is taken.
    world.requestTakes = 3 * minute;
    const trial = await bench.trial(world);
    const warnings: string[] = [];
    const steps = new Steps();
    await trial.cleanRun({ operations, steps, onWarning: (message) => warnings.push(message) });
    assert.ok(steps.names.includes('appliance.backup'));
    return warnings;
  }

  it('warns once in a run, which way and how far', async () => {
    assert.deepEqual(await warningsWhen(13 * minute), [
      "The appliance's clock is 13 minutes ahead of this machine's. No data is lost by it, but set the clock that is wrong.",
    ]);
    assert.match((await warningsWhen(-5 * hour)).join(), /^The appliance's clock is 5 hours behind this machine's/);
    assert.equal((await warningsWhen(-61 * second)).length, 1);
  });

  it('does not where they agree to within a minute, or where the appliance tells no time', async () => {
    assert.deepEqual(await warningsWhen(60 * second), []);
    assert.deepEqual(await warningsWhen(-60 * second), []);
    assert.deepEqual(await warningsWhen(2 * hour, false), []);
  });
});
