import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import type { ReportSelection, ReportSubject } from '@integration-client/core/appliance/appliance';
import { openReport } from '@integration-client/core/report/open-report';
import { RetryableError } from '@integration-client/sdk';
import { Bench, type Trial } from './bench.js';
import { day, hour, minute, World } from './world.js';

const noon = Date.parse('2026-03-01T12:00:00Z');

/** Takes the checkpoint with it, so that what began earlier is found by its id alone. */
const ended = { lsid: 'ended', begin: noon - hour, end: noon - minute } as const;

describe('sessions that have to be asked for again', () => {
  let bench: Bench;

  before(async () => {
    bench = await Bench.open();
  });

  after(() => bench.close());

  const pendingOf = async (trial: Trial) =>
    (await (await trial.state()).pending()).map(({ operation, lsid }) => `${operation}/${lsid}`).sort();

  /** Lets the vault take none of those keys. */
  function refuse(trial: Trial, keys: () => readonly string[]): void {
    trial.vault.refuses = ({ key }) =>
      keys().includes(key) ? new RetryableError('busy', { code: 'busy' }) : undefined;
  }

  for (const operation of ['sessions', 'session-recordings'] as const) {
    it(`${operation}: what could not be delivered of one whose end shows hours late comes with a later run`, async () => {
      const recordings = [{ operation: 'session-recordings' }] as const;
      const world = new World(noon).add(
        { lsid: 'late', begin: noon - hour, end: noon + minute, lag: 5 * hour, recordings },
        { lsid: 'newer', begin: noon, end: noon + 4 * hour },
      );
      const trial = await bench.trial(world);
      let isWell = false;
      refuse(trial, () => (isWell ? [] : [trial.key(operation, 'late')]));
      await trial.cleanRun();
      world.now = noon + 5 * hour;
      await trial.cleanRun();
      world.now = noon + 6 * hour;
      assert.equal((await trial.run()).outcome, 'partial');
      await trial.assertNothingPassed(world.now);
      isWell = true;
      await trial.cleanRun();
      trial.assertHeld();
      assert.deepEqual(await pendingOf(trial), []);
    });
  }

  it('one that failed is asked for by its id: no report grows because of it', async () => {
    const world = new World(noon).add({ lsid: 'bad', begin: noon - 80 * day, end: noon - 80 * day + hour });
    for (let day_ = 1; day_ < 70; day_ += 7) {
      world.add({ lsid: `good-${day_}`, begin: noon - day_ * day, end: noon - day_ * day + hour });
    }
    const trial = await bench.trial(world);
    trial.operations = ['sessions'];
    refuse(trial, () => [trial.key('sessions', 'bad')]);
    await trial.run();
    assert.deepEqual(await pendingOf(trial), ['sessions/bad']);
    world.now += hour;
    const { operations } = await trial.run();
    assert.deepEqual(
      { ...operations.sessions, bytes: 0 },
      { delivered: 0, unchanged: 1, failed: 1, pending: 0, bytes: 0 },
    );
  });

  it('one in two reports of a run is tried once, and counted once', async () => {
    const world = new World(noon);
    const trial = await bench.trial(world);
    await trial.cleanRun();
    world.add({
      lsid: 'bad',
      begin: noon + minute,
      end: noon + 2 * minute,
      recordings: [{ operation: 'session-recordings' }],
    });
    world.now = noon + hour;
    const keys = [trial.key('sessions', 'bad'), trial.key('session-recordings', 'bad')];
    refuse(trial, () => keys);
    for (let run = 1; run <= 3; run += 1) {
      const { operations } = await trial.run();
      assert.deepEqual([operations.sessions?.failed, operations['session-recordings']?.failed], [1, 1]);
      assert.deepEqual(
        (await trial.failed()).map((item) => item.attempts),
        [run, run],
      );
    }
  });

  it('one fails for a day at least, and ten times, before it is set aside', async () => {
    const world = new World(noon).add({ lsid: 'bad', begin: noon - hour, end: noon - minute });
    const trial = await bench.trial(world);
    refuse(trial, () => [trial.key('sessions', 'bad')]);
    const isAside = async () => (await trial.failed()).some((item) => item.quarantined);
    for (let run = 1; run <= 15; run += 1) {
      await trial.run();
      assert.equal(await isAside(), false, `run ${run}`);
      world.now += minute;
    }
    world.now = noon + day + hour;
    await trial.run();
    assert.equal(await isAside(), true);
    assert.deepEqual(await pendingOf(trial), []);
    assert.equal((await trial.run()).outcome, 'done', 'what is set aside fails no further run');
  });

  it('one that the appliance no longer reports is said, and in the end set aside', async () => {
    for (const unknownSpoilsAll of [true, false]) {
      const world = new World(noon).add(
        ended,
        { lsid: 'gone', begin: noon - 2 * hour, vanishes: noon + 30 * minute },
        { lsid: 'stays', begin: noon - 2 * hour },
      );
      world.unknownSpoilsAll = unknownSpoilsAll;
      const trial = await bench.trial(world);
      trial.operations = ['sessions'];
      await trial.cleanRun();
      world.now = noon + hour;
      const { operations, problems } = await trial.run();
      assert.deepEqual([operations.sessions?.failed, operations.sessions?.pending], [1, 1]);
      assert.match(problems[0]?.message ?? '', /gone/);
      for (let run = 2; run <= 10; run += 1) {
        world.now += 3 * hour;
        await trial.run();
      }
      assert.deepEqual(await pendingOf(trial), ['sessions/stays']);
      assert.deepEqual(
        (await trial.failed()).map(({ code, quarantined }) => [code, quarantined]),
        [['session-vanished', true]],
      );
    }
  });

  it('one that comes back after that is delivered all the same', async () => {
    const world = new World(noon).add(ended, { lsid: 'away', begin: noon - 2 * hour, end: noon + 40 * hour });
    const trial = await bench.trial(world);
    trial.operations = ['sessions'];
    await trial.cleanRun();
    const exists = world.exists.bind(world);
    world.exists = (session) => exists(session) && world.now > noon + 39 * hour;
    for (let run = 1; run <= 12; run += 1) {
      world.now = noon + run * 3 * hour;
      await trial.run();
    }
    assert.equal((await trial.failed())[0]?.quarantined, true);
    world.now = noon + 41 * hour;
    await trial.cleanRun();
    trial.assertHeld();
    assert.deepEqual(await trial.failed(), []);
  });

  it('one that is not well-formed keeps its bytes, and comes when it is', async () => {
    const world = new World(noon).add(
      ended,
      { lsid: 'newer', begin: noon, end: noon + 3 * hour },
      {
        lsid: 'odd',
        begin: noon - 3 * hour,
        end: noon + 20 * minute,
        lag: 3 * hour,
        isBroken: (time) => time > noon + hour && time < noon + day,
      },
    );
    const trial = await bench.trial(world);
    trial.operations = ['sessions'];
    await trial.cleanRun();
    for (const hours of [1.1, 6, 12, 18]) {
      world.now = noon + hours * hour;
      await trial.run();
      const [item, ...others] = await trial.failed();
      assert.deepEqual([item?.code, item?.quarantined, others], ['session-not-well-formed', true, []]);
      const payload = await bench.store.quarantinePayload('Vault', item?.key ?? '');
      assert.match(payload?.toString() ?? '', /unclosed/);
    }
    world.now = noon + day + hour;
    await trial.cleanRun();
    trial.assertHeld();
    assert.deepEqual(await trial.failed(), []);
  });

  it('one that is not well-formed and then gone keeps its bytes, too', async () => {
    const world = new World(noon).add(ended, {
      lsid: 'odd',
      begin: noon - 3 * hour,
      vanishes: noon + 2 * hour,
      isBroken: (time) => time > noon + hour,
    });
    const trial = await bench.trial(world);
    trial.operations = ['sessions'];
    await trial.cleanRun();
    for (const hours of [1.1, 3, 4]) {
      world.now = noon + hours * hour;
      await trial.run();
      const [item] = await trial.failed();
      assert.deepEqual([item?.code, item?.quarantined], ['session-not-well-formed', true]);
      assert.ok(await bench.store.quarantinePayload('Vault', item?.key ?? ''));
    }
    assert.deepEqual(await pendingOf(trial), []);
  });

  it('one that is whole in the second report of a run is delivered in that run', async () => {
    const world = new World(noon);
    const trial = await bench.trial(world);
    await trial.cleanRun();
    world.now = noon + hour;
    const isBroken = (time: number) => time <= noon + hour + 2 * world.requestTakes;
    world.add({ lsid: 'odd', begin: noon + 30 * minute, end: noon + 40 * minute, isBroken });
    await trial.run();
    trial.assertHeld();
    assert.deepEqual(await trial.failed(), []);
  });

  it('one that was damaged on the way once is not in quarantine for ever', async () => {
    const world = new World(noon).add({
      lsid: 'a',
      begin: noon - hour,
      end: noon - minute,
      isBroken: (time) => time > noon + 5 * minute && time < noon + 9 * minute,
    });
    const trial = await bench.trial(world);
    await trial.cleanRun();
    world.now = noon + 6 * minute;
    await trial.run();
    assert.equal((await trial.failed()).length, 1);
    world.now = noon + 10 * minute;
    await trial.cleanRun();
    assert.deepEqual(await trial.failed(), []);
    assert.equal(trial.vault.written.length, 1);
  });

  it('one that never ends, and begins in the future as its appliance says, does not wait for that', async () => {
    const begin = (noon + 400 * day) / 1000;
    const xml = `<session_list><session lsid="odd"><start_time timestamp="${begin}"/></session></session_list>`;
    const world = new World(noon);
    const report = async (_: ReportSubject, selection: ReportSelection) => {
      if (selection.by === 'end' || (selection.by === 'start' && selection.seconds > 0)) return undefined;
      const answer = await openReport(Readable.from([Buffer.from(xml)]));
      return answer.kind === 'list' ? answer.entries : undefined;
    };
    const trial = await bench.trial(world);
    trial.operations = ['sessions'];
    await trial.cleanRun({ appliance: Object.assign(world.appliance(), { report }) });
    assert.deepEqual(await pendingOf(trial), ['sessions/odd']);
    world.now = noon + 8 * day;
    await trial.cleanRun({ appliance: Object.assign(world.appliance(), { report }) });
    assert.ok(trial.vault.held.has(trial.key('sessions', 'odd')));
    assert.deepEqual(await pendingOf(trial), []);
  });

  it('an operation that is added later has its own, and gets everything', async () => {
    const recordings = [{ operation: 'session-recordings', ready: noon + 10 * hour }] as const;
    const world = new World(noon).add(
      {
        lsid: 'old',
        begin: noon - 100 * day,
        end: noon - 100 * day + hour,
        recordings: [{ operation: 'session-recordings' }],
      },
      { lsid: 'open', begin: noon - hour, end: noon + 2 * hour, recordings },
    );
    const trial = await bench.trial(world);
    await trial.cleanRun({ operations: ['sessions'] });
    world.now = noon + hour;
    trial.operations = ['sessions', 'session-recordings'];
    await trial.cleanRun();
    assert.deepEqual(await pendingOf(trial), ['session-recordings/open', 'sessions/open']);
    for (const hours of [3, 6, 9]) {
      world.now = noon + hours * hour;
      world.add({ lsid: `after-${hours}`, begin: world.now - 10 * minute, end: world.now - minute });
      assert.equal((await trial.run()).outcome, 'partial');
      assert.deepEqual(await pendingOf(trial), ['session-recordings/open']);
    }
    world.now = noon + 11 * hour;
    await trial.cleanRun();
    trial.assertHeld();
    assert.deepEqual(await pendingOf(trial), []);
  });
});
