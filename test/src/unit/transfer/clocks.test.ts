import assert from 'node:assert/strict';
import { UnreachableError } from '@integration-client/sdk';
import { Bench } from './bench.js';
import { Steps } from './steps.js';
import { day, hour, minute, World } from './world.js';

const noon = Date.parse('2026-03-01T12:00:00Z');

/** Ends the run when the appliance is asked for its nth report. */
const stopAtReport = (nth: number) => {
  let reports = 0;
  return new Steps((_, name) => {
    if (name !== 'appliance.report' || ++reports < nth) return undefined;
    return { when: 'before', error: () => new UnreachableError('away', { code: 'away' }) };
  });
};

describe('checkpoints and clocks', () => {
  let bench: Bench;

  before(async () => {
    bench = await Bench.open();
  });

  after(() => bench.close());

  it('a session that ends in a later window does not take the checkpoint there', async () => {
    const world = new World(noon).add(
      { lsid: 'old', begin: noon - 120 * day, end: noon - 120 * day + hour },
      { lsid: 'long', begin: noon - 140 * day, end: noon - day },
      { lsid: 'between', begin: noon - 60 * day, end: noon - 60 * day + hour },
    );
    const trial = await bench.trial(world);
    const { outcome } = await trial.run({ steps: stopAtReport(4) });
    assert.equal(outcome, 'unreachable');
    assert.ok(trial.vault.held.has(trial.key('sessions', 'long')));
    const through = (await (await trial.state()).checkpoint('sessions'))?.through.getTime() ?? 0;
    assert.ok(through < noon - 60 * day);
    await trial.cleanRun();
    trial.assertHeld();
  });

  it("after the appliance's clock was set back, finds what ends before it is as late again", async () => {
    const world = new World(noon).add({ lsid: 'first', begin: noon - hour, end: noon - minute });
    const trial = await bench.trial(world);
    await trial.cleanRun();
    world.clockError = (time) => (time < noon + minute ? 0 : -3 * hour);
    for (let run = 1; run <= 10; run += 1) {
      const time = noon + run * 20 * minute;
      world.add({ lsid: `after-${run}`, begin: time - 3 * minute, end: time - 2 * minute });
      world.now = time;
      await trial.cleanRun();
      trial.assertHeld();
    }
  });

  it('after it was ahead for long and is right again, finds what ended meanwhile', async () => {
    const world = new World(noon);
    world.clockError = (time) => (time < noon + day ? 30 * day : 0);
    const trial = await bench.trial(world);
    world.add({ lsid: 'ahead', begin: noon - hour, end: noon - minute });
    await trial.cleanRun();
    world.add(
      { lsid: 'still-ahead', begin: noon + hour, end: noon + 2 * hour },
      { lsid: 'right', begin: noon + 2 * day, end: noon + 2 * day + hour },
      { lsid: 'over-it', begin: noon + day - hour, end: noon + day + hour },
    );
    world.now = noon + 4 * day;
    await trial.cleanRun();
    for (const lsid of ['right', 'over-it']) assert.ok(trial.vault.held.has(trial.key('sessions', lsid)), lsid);
    world.now = noon + 32 * day;
    await trial.cleanRun();
    trial.assertHeld();
  });

  for (const [name, clock] of Object.entries({
    '1970': 0,
    'the year before': Date.parse('2025-06-01T00:00:00Z'),
  })) {
    it(`an appliance whose clock stands at ${name} is read, and later too`, async () => {
      const world = new World(noon).add({ lsid: 'a', begin: noon - hour, end: noon - minute });
      const trial = await bench.trial(world);
      trial.operations = ['sessions'];
      await trial.cleanRun();
      world.clockError = (time) => (time < noon + hour ? 0 : clock - time);
      world.now = noon + 2 * hour;
      await trial.run();
      world.clockError = () => 0;
      world.add({ lsid: 'b', begin: noon + 3 * hour, end: noon + 4 * hour });
      world.now = noon + 5 * hour;
      const { requests } = await trial.cleanRun();
      trial.assertHeld();
      assert.ok(requests < 100);
    });
  }

  it("nothing depends on this machine's clock where the appliance tells the time", async () => {
    const world = new World(noon);
    const trial = await bench.trial(world);
    for (const [run, error] of [0, -40 * 365 * day, 3 * 365 * day, -day, 0].entries()) {
      trial.hostClockError = error;
      const time = noon + run * hour;
      world.add({ lsid: `s-${run}`, begin: time - 2 * minute, end: time - minute });
      world.now = time;
      await trial.cleanRun();
      trial.assertHeld();
    }
  });

  it('where it does not, a wrong clock here costs only requests', async () => {
    const world = new World(noon);
    world.tellsTime = false;
    const trial = await bench.trial(world);
    trial.operations = ['sessions'];
    for (const [run, error] of [-200 * day, 20 * day, -20 * day, hour, -hour, 0].entries()) {
      trial.hostClockError = error;
      const time = noon + run * hour;
      world.add({ lsid: `s-${run}`, begin: time - 2 * minute, end: time - minute });
      world.now = time;
      await trial.cleanRun();
      trial.assertHeld();
    }
  });

  it('takes no end time in the future for a reason to pass what ends before it', async () => {
    const world = new World(noon).add({ lsid: 'a', begin: noon - 2 * hour, end: noon - hour });
    const trial = await bench.trial(world);
    // Then only what is in the report can be gone by.
    world.tellsTime = false;
    trial.hostClockError = 3 * hour;
    await trial.cleanRun();
    // As a report may well say it: an end that is yet to come.
    world.hasEnded = (session) => session.end !== undefined && (session.lsid === 'ahead' || session.end <= world.now);
    world.add({ lsid: 'ahead', begin: noon + minute, end: noon + 5 * hour });
    world.now = noon + hour;
    await trial.cleanRun();
    assert.ok(trial.vault.held.has(trial.key('sessions', 'ahead')));
    world.add({ lsid: 'b', begin: noon + hour + minute, end: noon + 2 * hour });
    world.now = noon + 3 * hour;
    await trial.cleanRun();
    trial.assertHeld();
  });
});
