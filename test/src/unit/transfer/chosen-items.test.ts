import assert from 'node:assert/strict';
import { type Item, ItemError, RetryableError, UnreachableError } from '@integration-client/sdk';
import { Bench, type Trial } from './bench.js';
import { day, hour, minute, World, type WorldSession } from './world.js';

const noon = Date.parse('2026-03-01T12:00:00Z');
const recorded = [{ operation: 'session-recordings' }] as const;

const ended = (lsid: string, more: Partial<WorldSession> = {}): WorldSession => ({
  lsid,
  begin: noon - hour,
  end: noon - minute,
  ...more,
});

describe('items that a person chose', () => {
  let bench: Bench;

  before(async () => {
    bench = await Bench.open();
  });

  after(() => bench.close());

  async function trialOf(...sessions: WorldSession[]): Promise<Trial> {
    const trial = await bench.trial(new World(noon).add(...sessions));
    trial.operations = ['sessions'];
    return trial;
  }

  const failWith = (trial: Trial, error: (item: Item) => Error | undefined) => {
    trial.vault.refuses = error;
  };
  const ask = (trial: Trial, ...keys: string[]) =>
    trial.run({
      operations: [keys[0]?.includes('/session-recordings/') ? 'session-recordings' : 'sessions'],
      selection: { kind: 'items', keys },
    });

  it('are delivered and nothing else is, also of a session without an end; no checkpoint moves', async () => {
    const trial = await trialOf(ended('a'), ended('b'), { lsid: 'open', begin: noon - hour });
    const keys = [trial.key('sessions', 'a'), trial.key('sessions', 'open')];
    for (const [outcome, written] of [
      ['done', keys],
      ['done', keys],
    ] as const) {
      assert.equal((await ask(trial, ...keys)).outcome, outcome);
      assert.deepEqual(trial.vault.written, written);
    }
    const state = await trial.state();
    assert.equal(await state.checkpoint('sessions'), undefined);
    assert.deepEqual(await state.pending(), []);
  });

  it('are delivered without what else their session has', async () => {
    const recordings = [...recorded, { operation: 'command-shell-recordings' }] as const;
    const trial = await trialOf(ended('a', { recordings }));
    const key = trial.key('session-recordings', 'a');
    assert.equal((await ask(trial, key)).outcome, 'done');
    assert.deepEqual(trial.vault.written, [key]);
  });

  it('are delivered alone where an appliance answers more than it was asked for', async () => {
    for (const operation of ['sessions', 'session-recordings'] as const) {
      const trial = await trialOf(ended('a', { recordings: recorded }), ended('b', { recordings: recorded }));
      const appliance = trial.world.appliance();
      const report = appliance.report.bind(appliance);
      appliance.report = (subject, _, signal) =>
        report(subject, { by: 'start', from: new Date(0), seconds: 0 }, signal);
      const key = trial.key(operation, 'a');
      await trial.cleanRun({ operations: [operation], selection: { kind: 'items', keys: [key] }, appliance });
      assert.deepEqual(trial.vault.written, [key]);
    }
  });

  it('are asked for many at once, and alone where an unknown id spoils the answer', async () => {
    const lsids = Array.from({ length: 120 }, (_, index) => `s-${index}`);
    const trial = await trialOf(...lsids.map((lsid) => ended(lsid)));
    const keys = [...lsids, 'gone'].map((lsid) => trial.key('sessions', lsid));
    const { operations, requests, problems } = await ask(trial, ...keys);
    assert.deepEqual([operations.sessions?.delivered, operations.sessions?.failed], [120, 1]);
    assert.deepEqual(
      problems.map(({ code, message }) => [code, message]),
      [['session-vanished', 'The appliance no longer has session gone']],
    );
    assert.equal(requests, 3 + 21, 'the last twenty, and the unknown one, were asked for alone');
    assert.deepEqual(await trial.failed(), [], 'what the appliance does not have is no new failure');
  });

  it('leave the quarantine when they are delivered, and stay with the new reason when not', async () => {
    const trial = await trialOf(ended('a'), ended('b'));
    const keys = [trial.key('sessions', 'a'), trial.key('sessions', 'b')];
    failWith(trial, () => new ItemError('no', { code: 'first' }));
    await trial.run();
    failWith(trial, ({ key }) => (key === keys[1] ? new RetryableError('no', { code: 'second' }) : undefined));
    assert.equal((await ask(trial, ...keys)).outcome, 'partial');
    const left = await trial.failed();
    assert.deepEqual(
      left.map(({ key, code, quarantined }) => [key, code, quarantined]),
      [[keys[1], 'second', true]],
    );
  });

  it('stay as they are where a place is out of reach', async () => {
    const trial = await trialOf(ended('a'));
    failWith(trial, () => new ItemError('no', { code: 'first' }));
    await trial.run();
    const before = await trial.failed();
    failWith(trial, () => new UnreachableError('full', { code: 'disk-full' }));
    assert.equal((await ask(trial, trial.key('sessions', 'a'))).outcome, 'unreachable');
    assert.deepEqual(await trial.failed(), before);
  });

  it('are said to be gone where their session no longer has them', async () => {
    const trial = await trialOf(ended('a'));
    const key = trial.key('session-recordings', 'a');
    const { outcome, problems } = await ask(trial, key);
    assert.equal(outcome, 'partial');
    assert.match(problems[0]?.message ?? '', /no longer has the recording/);
  });

  it('of another appliance are not asked for', async () => {
    const trial = await trialOf(ended('a'));
    const { outcome, problems, requests } = await ask(trial, 'other.example.com/sessions/a');
    assert.deepEqual([outcome, problems[0]?.code, requests], ['partial', 'item-not-askable', 0]);
  });

  it('count as failed where they still are not well-formed, and come when they are', async () => {
    const trial = await trialOf(ended('odd', { isBroken: (time) => time < noon + hour }));
    const key = trial.key('sessions', 'odd');
    await trial.run();
    const { outcome, operations } = await ask(trial, key);
    assert.deepEqual([outcome, operations.sessions?.failed], ['partial', 1]);
    assert.deepEqual(
      (await trial.failed()).map((item) => [item.key, item.quarantined, item.attempts]),
      [[key, true, 2]],
    );
    trial.world.now = noon + 2 * hour;
    assert.equal((await ask(trial, key)).outcome, 'done');
    assert.deepEqual(await trial.failed(), []);
    trial.assertHeld();
  });

  it('that come well-formed at last and then fail are tried again by runs, which would not come across them', async () => {
    const trial = await trialOf(ended('odd', { isBroken: (time) => time < noon + hour }), ended('other'));
    await trial.run();
    trial.world.add(ended('later', { end: noon + 40 * minute }));
    trial.world.now = noon + 45 * minute;
    await trial.cleanRun();
    trial.world.now = noon + 6 * hour;
    await trial.cleanRun();
    assert.ok(!trial.vault.held.has(trial.key('sessions', 'odd')), 'the overlap has passed it');
    failWith(trial, () => new RetryableError('no', { code: 'busy' }));
    await ask(trial, trial.key('sessions', 'odd'));
    failWith(trial, () => undefined);
    await trial.cleanRun();
    trial.assertHeld();
    assert.deepEqual(await trial.failed(), []);
  });
});

describe('items that a person dropped', () => {
  let bench: Bench;

  before(async () => {
    bench = await Bench.open();
  });

  after(() => bench.close());

  async function dropAll(trial: Trial): Promise<void> {
    const items = (await trial.failed()).map(({ key }) => ({ destination: 'Vault', key }));
    assert.ok(items.length > 0);
    await bench.store.dropQuarantined(items);
  }

  for (const permanent of [true, false]) {
    it(`are not tried again, though reports have them (${permanent ? 'aside' : 'to be tried again'})`, async () => {
      const trial = await bench.trial(new World(noon).add(ended('a'), ended('b')));
      const refused = permanent ? new ItemError('no', { code: 'x' }) : new RetryableError('no', { code: 'x' });
      trial.vault.refuses = ({ key }) => (key.endsWith('/a') ? refused : undefined);
      await trial.run();
      await dropAll(trial);
      trial.vault.refuses = () => undefined;
      const { operations } = await trial.cleanRun();
      assert.equal(operations.sessions?.unchanged, 2);
      assert.ok(!trial.vault.held.has(trial.key('sessions', 'a')));
      assert.deepEqual(await trial.failed(), []);
      assert.deepEqual(await (await trial.state()).pending(), []);
    });
  }

  it('come all the same if they were never had, and a run comes across them well-formed', async () => {
    const isBroken = (time: number) => time < noon + 4 * minute;
    const trial = await bench.trial(new World(noon).add(ended('odd', { isBroken }), ended('other')));
    await trial.run();
    await dropAll(trial);
    await trial.cleanRun();
    assert.deepEqual(await trial.failed(), []);
    trial.world.now = noon + 5 * minute;
    await trial.cleanRun();
    trial.assertHeld();
    assert.deepEqual(
      (await bench.store.dropped()).filter(({ site }) => site === trial.site.name),
      [],
    );
  });

  it('leave the rest of their session in sight', async () => {
    const recordings = [
      { operation: 'command-shell-recordings' },
      { operation: 'session-recordings', ready: noon + day },
    ] as const;
    const trial = await bench.trial(new World(noon).add(ended('a', { recordings }), ended('b')));
    const shell = trial.key('command-shell-recordings', 'a', 0);
    trial.vault.refuses = ({ key }) => (key === shell ? new RetryableError('no', { code: 'x' }) : undefined);
    await trial.run();
    await bench.store.dropQuarantined([{ destination: 'Vault', key: shell }]);
    trial.world.now = noon + 2 * day;
    await trial.cleanRun();
    trial.assertHeld(new Set([shell]));
    assert.ok(!trial.vault.held.has(shell));
  });

  it('are delivered when a person asks for them after all, and listed again where that fails', async () => {
    const trial = await bench.trial(new World(noon).add(ended('a')));
    const key = trial.key('sessions', 'a');
    trial.vault.refuses = () => new ItemError('no', { code: 'x' });
    await trial.run();
    await dropAll(trial);
    const selection = { kind: 'items', keys: [key] } as const;
    assert.equal((await trial.run({ operations: ['sessions'], selection })).outcome, 'partial');
    assert.deepEqual(
      (await trial.failed()).map((item) => [item.key, item.quarantined]),
      [[key, true]],
    );
    await dropAll(trial);
    trial.vault.refuses = () => undefined;
    await trial.cleanRun({ operations: ['sessions'], selection });
    trial.assertHeld();
    assert.deepEqual(await bench.store.dropped().then((all) => all.filter(({ site }) => site === trial.site.name)), []);
  });
});
