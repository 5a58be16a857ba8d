import assert from 'node:assert/strict';
import { ConfigError, RetryableError, UnreachableError } from '@integration-client/sdk';
import { Bench } from './bench.js';
import { Steps } from './steps.js';
import { day, hour, minute, World } from './world.js';

const noon = Date.parse('2026-03-01T12:00:00Z');
const recorded = [{ operation: 'session-recordings' }] as const;

describe('recordings of a transfer', () => {
  let bench: Bench;

  before(async () => {
    bench = await Bench.open();
  });

  after(() => bench.close());

  it('that are still being processed come when they are there', async () => {
    const recordings = [{ operation: 'session-recordings', ready: noon + 3 * hour }] as const;
    const world = new World(noon).add({ lsid: 'a', begin: noon - hour, end: noon - minute, recordings });
    const trial = await bench.trial(world);
    for (let run = 0; run < 20; run += 1) {
      assert.equal((await trial.run()).outcome, 'partial');
      world.now += minute;
    }
    world.now = noon + 4 * hour;
    await trial.cleanRun();
    trial.assertHeld();
  });

  it('that are announced only after the session was delivered are fetched', async () => {
    const recordings = [{ operation: 'session-recordings', announced: noon + 12 * minute }] as const;
    const world = new World(noon).add({ lsid: 'a', begin: noon - hour, end: noon - minute, recordings });
    const trial = await bench.trial(world);
    await trial.cleanRun();
    world.add({ lsid: 'b', begin: noon, end: noon + 9 * minute });
    world.now = noon + 10 * minute;
    await trial.cleanRun();
    world.now = noon + 13 * minute;
    await trial.cleanRun();
    trial.assertHeld();
    assert.ok(trial.vault.held.has(trial.key('session-recordings', 'a')));
  });

  it('that an appliance will never have, however many, do not keep the rest waiting', async () => {
    const world = new World(noon);
    for (let number = 10; number < 40; number += 1) {
      const begin = noon - 60 * day + number * hour;
      const recordings = [{ operation: 'session-recordings', ready: Number.POSITIVE_INFINITY }] as const;
      world.add({ lsid: `purged-${number}`, begin, end: begin + minute, recordings });
    }
    world.add({ lsid: 'newest', begin: noon - hour, end: noon - minute, recordings: recorded });
    const trial = await bench.trial(world);
    const { operations } = await trial.run();
    assert.equal(operations['session-recordings']?.failed, 30);
    trial.assertHeld();
    for (let run = 0; run < 10; run += 1) {
      world.now += 3 * hour;
      await trial.run();
    }
    assert.equal((await trial.run()).outcome, 'done');
    assert.equal((await trial.failed()).filter((item) => item.quarantined).length, 30);
  });

  it('that fail one after the other because the place is down count against none', async () => {
    const world = new World(noon);
    for (let number = 10; number < 30; number += 1) {
      world.add({ lsid: `s-${number}`, begin: noon - hour, end: noon - minute, recordings: recorded });
    }
    const trial = await bench.trial(world);
    const steps = new Steps((_, name) => {
      if (name !== 'appliance.recording') return undefined;
      return { when: 'before', error: () => new RetryableError('HTTP 500', { code: 'appliance-error' }) };
    });
    const { outcome } = await trial.run({ steps });
    assert.equal(outcome, 'unreachable');
    assert.deepEqual(await trial.failed(), []);
    await trial.cleanRun();
    trial.assertHeld();
  });

  it('of a session in progress, asked for by a person, are fetched whole when it has ended', async () => {
    const recordings = [{ operation: 'session-recordings', announced: 0 }] as const;
    const world = new World(noon).add({ lsid: 'a', begin: noon - hour, end: noon + hour, recordings });
    const trial = await bench.trial(world);
    await trial.cleanRun({ selection: { kind: 'lsid', lsid: 'a' } });
    assert.match(trial.vault.held.get(trial.key('session-recordings', 'a')) ?? '', /part$/);
    await trial.cleanRun();
    world.now = noon + 2 * hour;
    await trial.cleanRun();
    trial.assertHeld();
    const { length } = trial.vault.written;
    await trial.cleanRun();
    assert.equal(trial.vault.written.length, length);
  });

  it('of a session that never ended are fetched whole, should it end at last', async () => {
    const recordings = [{ operation: 'session-recordings', announced: 0 }] as const;
    const world = new World(noon).add({ lsid: 'a', begin: noon - hour, end: noon + 9 * day, recordings });
    const trial = await bench.trial(world);
    await trial.cleanRun();
    world.now = noon + 8 * day;
    await trial.cleanRun();
    assert.match(trial.vault.held.get(trial.key('session-recordings', 'a')) ?? '', /part$/);
    world.now = noon + 10 * day;
    await trial.cleanRun();
    trial.assertHeld();
  });
});

describe('one kind of data that cannot be had', () => {
  let bench: Bench;

  before(async () => {
    bench = await Bench.open();
  });

  after(() => bench.close());

  const failing = (error: () => Error) =>
    new Steps((_, name) => (name === 'appliance.report' ? { when: 'before', error } : undefined));

  it('does not stop the backup', async () => {
    const trial = await bench.trial(new World(noon));
    const steps = failing(() => new RetryableError('cut short', { code: 'report-cut-short' }));
    const { outcome, operations } = await trial.run({
      steps,
      operations: ['sessions', 'presentations', 'site-backups'],
    });
    assert.equal(outcome, 'unreachable');
    assert.equal(operations['site-backups']?.delivered, 1);
  });

  it('stops it where the appliance cannot be reached, and after a defect', async () => {
    for (const error of [() => new UnreachableError('no', { code: 'away' }), () => new TypeError('defect')]) {
      const trial = await bench.trial(new World(noon));
      await trial.run({ steps: failing(error), operations: ['sessions', 'site-backups'] });
      assert.equal(trial.vault.written.length, 0);
    }
  });

  for (const [what, error] of [
    ['the account may not have', () => new ConfigError('HTTP 403', { code: 'permission-missing' })],
    ['fail one after the other', () => new RetryableError('Document Not Found', { code: 'recording-refused' })],
  ] as const) {
    it(`recordings that ${what} do not keep the sessions of any window`, async () => {
      const world = new World(noon);
      for (let number = 10; number < 40; number += 1) {
        const begin = noon - 200 * day + number * (number < 20 ? hour : 5 * day);
        world.add({ lsid: `s-${number}`, begin, end: begin + minute, recordings: recorded });
      }
      world.add({ lsid: 'open', begin: noon - hour, end: noon + hour, recordings: recorded });
      const trial = await bench.trial(world);
      const refused = () =>
        new Steps((_, name) => (name === 'appliance.recording' ? { when: 'before', error } : undefined));
      const { outcome, problems } = await trial.run({ steps: refused() });
      assert.deepEqual([outcome, problems.length], [what.startsWith('the') ? 'refused' : 'unreachable', 1]);
      assert.equal(trial.vault.held.size, 30);
      const state = await trial.state();
      assert.ok((await state.checkpoint('sessions'))?.asked.getTime());
      assert.equal(await state.checkpoint('session-recordings'), undefined);
      world.now = noon + 2 * hour;
      await trial.run({ steps: refused() });
      assert.ok(trial.vault.held.has(trial.key('sessions', 'open')));
      await trial.cleanRun();
      trial.assertHeld();
    });
  }

  it('a backup that fails is told, counts against nothing, and the next run takes one', async () => {
    const trial = await bench.trial(new World(noon));
    const steps = new Steps((_, name) => {
      if (name !== 'appliance.backup') return undefined;
      return { when: 'before', error: () => new RetryableError('busy', { code: 'backup-error' }) };
    });
    const { outcome, problems } = await trial.run({ steps, operations: ['site-backups'] });
    assert.deepEqual([outcome, problems.map(({ code }) => code)], ['partial', ['backup-error']]);
    assert.deepEqual(await trial.failed(), []);
    trial.world.now += hour;
    await trial.cleanRun({ operations: ['site-backups'] });
    assert.equal(trial.vault.written.length, 1);
  });
});
