import assert from 'node:assert/strict';
import type { Outcome } from '@integration-client/core';
import type { Period, ScheduleSettings } from '@integration-client/core/configuration';
import { Scheduler } from '@integration-client/core/schedule/scheduler';
import { HomeLeases } from '@integration-client/core/store/lease';
import type { ScheduleTimes } from '@integration-client/core/store/store';
import { FakeClock, settle } from './fake-clock.js';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** A scheduler on a fake clock, with a memory of its own and runs that a test decides on. */
class Bench {
  readonly clock: FakeClock;
  readonly remembered = new Map<string, ScheduleTimes>();
  readonly started: string[] = [];
  readonly errors: string[] = [];
  schedules: ScheduleSettings[] = [];
  zone: string | null = 'UTC';
  /** How long a run takes, and how it ends. */
  duration = 0;
  outcome: Outcome | Error = 'done';
  scheduler: Scheduler;

  constructor(date: string) {
    this.clock = new FakeClock(date);
    this.scheduler = this.create();
  }

  /** As after a restart of the host: only what is remembered is left. */
  create(): Scheduler {
    const silent = () => undefined;
    const leases = new HomeLeases();
    this.scheduler = new Scheduler({
      lease: (name) => leases.take(name),
      clock: this.clock,
      settings: async () => ({ schedules: this.schedules, timeZone: this.zone }),
      times: {
        load: async (name) => this.remembered.get(name) ?? {},
        loadAll: async () => this.remembered,
        save: async (name, times) => {
          this.remembered.set(name, times);
        },
      },
      run: (name, signal) => this.run(name, signal),
      log: { debug: silent, info: silent, warn: silent, error: (message) => this.errors.push(message) },
    });
    return this.scheduler;
  }

  add(name: string, every: Period, enabled = true): void {
    this.schedules = [...this.schedules.filter((each) => each.name !== name), { name, every, enabled, transfers: [] }];
  }

  async run(name: string, signal: AbortSignal): Promise<Outcome> {
    this.started.push(`${name} ${this.clock.now().toISOString().slice(0, 19)}`);
    const { outcome } = this;
    if (this.duration > 0) {
      const isAborted = await this.clock.sleep(this.duration, signal).then(
        () => false,
        () => true,
      );
      if (isAborted) return 'interrupted';
    }
    if (outcome instanceof Error) throw outcome;
    return outcome;
  }

  next(name: string): string | undefined {
    return this.remembered.get(name)?.nextRun?.toISOString();
  }
}

describe('scheduler', () => {
  let bench: Bench;
  const begin = (date: string) => {
    bench = new Bench(date);
    return bench;
  };
  afterEach(() => bench.scheduler.stop());

  it('runs a new interval at once and then on its grid, without drift', async () => {
    begin('2026-03-01T10:00:00Z').add('a', { minutes: 5 });
    bench.duration = 40 * second;
    bench.scheduler.start();
    await bench.clock.advance(11 * minute);
    assert.deepEqual(bench.started, ['a 2026-03-01T10:00:00', 'a 2026-03-01T10:05:00', 'a 2026-03-01T10:10:00']);
    assert.deepEqual(bench.remembered.get('a')?.lastRun, new Date('2026-03-01T10:10:00Z'));
    assert.equal(bench.next('a'), '2026-03-01T10:15:00.000Z');
  });

  it('waits for the time of day of a new schedule', async () => {
    begin('2026-03-01T10:00:00Z').add('a', { days: 1, at: '02:00' });
    bench.scheduler.start();
    await bench.clock.advance(15 * hour);
    assert.deepEqual(bench.started, []);
    await bench.clock.advance(2 * hour);
    assert.deepEqual(bench.started, ['a 2026-03-02T02:00:00']);
  });

  it('never overlaps a schedule with itself, and goes on with the next point of the grid', async () => {
    begin('2026-03-01T10:00:00Z').add('a', { minutes: 5 });
    bench.duration = 12 * minute;
    bench.scheduler.start();
    await bench.clock.advance(20 * minute);
    assert.deepEqual(bench.started, ['a 2026-03-01T10:00:00', 'a 2026-03-01T10:15:00']);
  });

  it('runs different schedules side by side', async () => {
    begin('2026-03-01T10:00:00Z').add('a', { minutes: 5 });
    bench.add('b', { minutes: 5 });
    bench.duration = minute;
    bench.scheduler.start();
    await bench.clock.advance(second);
    assert.deepEqual(bench.scheduler.running().sort(), ['a', 'b']);
  });

  for (const outcome of ['done', 'partial', 'unreachable', 'refused'] as const) {
    it(`counts a run that ended ${outcome}`, async () => {
      begin('2026-03-01T10:00:00Z').add('a', { hours: 1 });
      bench.outcome = outcome;
      bench.scheduler.start();
      await bench.clock.advance(30 * minute);
      assert.equal(bench.started.length, 1);
      assert.deepEqual(bench.remembered.get('a')?.lastRun, new Date('2026-03-01T10:00:00Z'));
      assert.equal(bench.next('a'), '2026-03-01T11:00:00.000Z');
    });
  }

  it('does not count a failure of the client itself, and tries again a minute later, then less often, on the same grid', async () => {
    begin('2026-03-01T10:00:00Z').add('a', { hours: 1 });
    bench.outcome = new Error('defect');
    bench.scheduler.start();
    await bench.clock.advance(90 * second);
    assert.deepEqual(bench.started, ['a 2026-03-01T10:00:00', 'a 2026-03-01T10:01:00']);
    assert.equal(bench.remembered.get('a')?.lastRun, undefined);
    assert.match(bench.errors[0] ?? '', /"a" failed: defect/);
    bench.outcome = 'done';
    await bench.clock.advance(hour);
    assert.deepEqual(bench.started.slice(2), ['a 2026-03-01T10:03:00', 'a 2026-03-01T11:00:00']);
  });

  it('repeats an interrupted run with the next start', async () => {
    begin('2026-03-01T10:00:00Z').add('a', { days: 1, at: '12:00' });
    bench.duration = 10 * minute;
    bench.scheduler.start();
    await bench.clock.advance(2 * hour + minute);
    assert.deepEqual(bench.scheduler.running(), ['a']);
    await bench.scheduler.stop();
    assert.deepEqual(bench.scheduler.running(), []);
    assert.equal(bench.next('a'), '2026-03-01T12:00:00.000Z');
    bench.clock.jump(5 * hour);
    bench.create().start();
    await bench.clock.advance(hour);
    assert.deepEqual(bench.started, ['a 2026-03-01T12:00:00', 'a 2026-03-01T17:01:00']);
    assert.equal(bench.next('a'), '2026-03-02T12:00:00.000Z');
  });

  it('catches up once after 30 hours asleep', async () => {
    begin('2026-03-01T10:00:00Z').add('a', { minutes: 5 });
    bench.add('b', { days: 1, at: '12:00' });
    bench.scheduler.start();
    await bench.clock.advance(second);
    bench.started.length = 0;
    bench.clock.jump(30 * hour);
    await bench.clock.advance(3 * minute);
    assert.deepEqual(bench.started, ['a 2026-03-02T16:01:01', 'b 2026-03-02T16:01:01']);
    assert.equal(bench.next('a'), '2026-03-02T16:05:00.000Z');
    assert.equal(bench.next('b'), '2026-03-03T12:00:00.000Z');
  });

  for (const [direction, hours] of [
    ['back', -2],
    ['forward', 2],
  ] as const) {
    it(`goes on within a period when the clock is set ${direction} two hours`, async () => {
      begin('2026-03-01T10:00:00Z').add('a', { minutes: 5 });
      bench.scheduler.start();
      await bench.clock.advance(second);
      bench.started.length = 0;
      bench.clock.jump(hours * hour);
      await bench.clock.advance(10 * minute);
      assert.ok(bench.started.length >= 2 && bench.started.length <= 3, String(bench.started));
      assert.equal(new Date(bench.next('a') ?? '').getUTCMinutes() % 5, 0);
    });
  }

  it("does not repeat a day's run when the clock is set back in the middle of it", async () => {
    begin('2026-03-01T01:00:00Z').add('a', { days: 1, at: '02:00' });
    bench.duration = hour;
    bench.scheduler.start();
    await bench.clock.advance(1.5 * hour);
    bench.clock.jump(-2 * hour);
    await bench.clock.advance(26 * hour);
    assert.deepEqual(bench.started, ['a 2026-03-01T02:00:00', 'a 2026-03-02T02:00:00']);
  });

  it('sees changed settings at once when woken, and without that within a minute', async () => {
    begin('2026-03-01T10:00:00Z').add('a', { hours: 5 }, false);
    bench.scheduler.start();
    await bench.clock.advance(second);
    bench.add('a', { hours: 5 });
    bench.scheduler.wake();
    await settle();
    assert.deepEqual(bench.started, ['a 2026-03-01T10:00:01']);
    bench.add('b', { hours: 5 });
    await bench.clock.advance(minute);
    assert.equal(bench.started.length, 2);
  });

  it('does not call it missed what fell due while a schedule was disabled', async () => {
    begin('2026-03-01T10:00:00Z').add('a', { days: 1, at: '12:00' }, false);
    bench.remembered.set('a', { nextRun: new Date('2026-02-01T12:00:00Z') });
    bench.scheduler.start();
    await bench.clock.advance(second);
    assert.equal(bench.next('a'), undefined);
    bench.add('a', { days: 1, at: '12:00' });
    await bench.clock.advance(hour);
    assert.deepEqual(bench.started, []);
    assert.equal(bench.next('a'), '2026-03-01T12:00:00.000Z');
  });

  it('keeps going when the settings cannot be read for a while', async () => {
    begin('2026-03-01T10:00:00Z').add('a', { hours: 1 });
    const { schedules } = bench;
    Object.defineProperty(bench, 'schedules', {
      configurable: true,
      get: () => {
        throw new Error('locked');
      },
    });
    bench.scheduler.start();
    await bench.clock.advance(second);
    Object.defineProperty(bench, 'schedules', { value: schedules, writable: true });
    await bench.clock.advance(minute);
    assert.match(bench.errors[0] ?? '', /locked/);
    assert.equal(bench.started.length, 1);
  });

  describe('run now', () => {
    it('counts as a run and leaves the next due time on its grid', async () => {
      begin('2026-03-01T10:00:00Z').add('a', { days: 1, at: '12:00' });
      bench.scheduler.start();
      await bench.clock.advance(second);
      assert.equal(await bench.scheduler.runNow('a'), 'done');
      assert.deepEqual(bench.remembered.get('a'), {
        lastRun: new Date('2026-03-01T10:00:01Z'),
        nextRun: new Date('2026-03-01T12:00:00Z'),
      });
    });

    it('refuses what runs already and what there is not', async () => {
      begin('2026-03-01T10:00:00Z').add('a', { minutes: 5 });
      bench.duration = minute;
      bench.scheduler.start();
      await bench.clock.advance(second);
      await assert.rejects(bench.scheduler.runNow('a'), { code: 'schedule-already-running' });
      await assert.rejects(bench.scheduler.runNow('b'), { code: 'schedule-unknown' });
    });

    it('is stopped by its own signal and leaves what is remembered', async () => {
      begin('2026-03-01T10:00:00Z').add('a', { days: 1, at: '12:00' });
      bench.duration = minute;
      bench.scheduler.start();
      await bench.clock.advance(second);
      const before = bench.remembered.get('a');
      const person = new AbortController();
      const run = bench.scheduler.runNow('a', { signal: person.signal });
      await settle();
      person.abort();
      assert.equal(await run, 'interrupted');
      assert.deepEqual(bench.remembered.get('a'), before);
    });

    it('throws what its own run throws, and does not count it', async () => {
      begin('2026-03-01T10:00:00Z').add('a', { hours: 1 }, false);
      const run = async () => {
        throw new Error('defect');
      };
      await assert.rejects(bench.scheduler.runNow('a', { run }), /defect/);
      assert.equal(bench.remembered.get('a')?.lastRun, undefined);
      assert.deepEqual(bench.scheduler.running(), []);
    });
  });
});
