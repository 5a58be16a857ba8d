import { ConfigError, type Logger, RetryableError } from '@integration-client/sdk';
import type { Clock } from '../clock.js';
import type { ScheduleSettings } from '../configuration.js';
import { OneByOne } from '../one-by-one.js';
import type { Outcome } from '../run.js';
import type { Lease } from '../store/lease.js';
import type { ScheduleTimes } from '../store/store.js';
import { dueTime } from './due-time.js';
import { nextRun } from './next-run.js';
import { periodMilliseconds } from './period.js';
import { leaseOf, runsElsewhere, underLease } from './schedule-lease.js';

/** Longest sleep in milliseconds, so that a changed clock, a machine that slept and changed settings are seen. */
const longestSleep = 60_000;

/** How long until it is looked again whether the host that runs a schedule is done, or dead, in milliseconds. */
const elsewherePause = 5_000;

/** How long after the end of a run it is looked when schedules are due next, in milliseconds: many can end at once. */
const gathering = 1_000;

/** After a run that does not count, the schedule is tried again after so many milliseconds; twice as many each time. */
const firstRetry = 60_000;

/** What the scheduler goes by. */
export interface SchedulerSettings {
  readonly schedules: readonly ScheduleSettings[];
  /** IANA name of the zone in which `at` is meant. Null: the machine's. */
  readonly timeZone: string | null;
}

/** A schedule and when it is due. */
interface Due {
  readonly name: string;
  readonly time: Date;
}

/** What the scheduler needs from outside. */
export interface SchedulerOptions {
  readonly clock: Clock;
  /** What is configured now. */
  readonly settings: () => Promise<SchedulerSettings>;
  /** What is remembered of each schedule, durably. */
  readonly times: {
    load(name: string): Promise<ScheduleTimes>;
    /** Of all schedules, by their names. */
    loadAll(): Promise<ReadonlyMap<string, ScheduleTimes>>;
    save(name: string, times: ScheduleTimes): Promise<void>;
  };
  /** Has one host at a time run a schedule. Nothing where another one does. */
  readonly lease: (name: string) => Promise<Lease | undefined>;
  /** Runs a schedule's transfers. */
  readonly run: (name: string, signal: AbortSignal) => Promise<Outcome>;
  readonly log: Logger;
}

/** How a run outside of the schedule differs. */
export interface RunNowOptions {
  readonly signal?: AbortSignal;
  /** In place of the scheduler's own `run`, to pass on progress and keep the report. What it throws, `runNow` throws. */
  readonly run?: (signal: AbortSignal) => Promise<Outcome>;
}

interface Running {
  readonly controller: AbortController;
  readonly ended: Promise<Outcome>;
}

/**
 * Runs schedules when they are due. A schedule never overlaps itself; different ones run side by side. The due time is
 * kept until a run that counts has ended, so that a run cut short by a crash is repeated. A run that could not reach its
 * appliance counts; one in which the client itself failed does not (guide, "Last Run").
 */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #running = new Map<string, Running>();
  /** Schedules that another host runs: when it is looked again whether it still does. */
  readonly #elsewhere = new Map<string, Date>();
  /** Schedules whose last run does not count: when they are tried again, and after how many milliseconds that is. */
  readonly #held = new Map<string, { readonly until: Date; readonly pause: number }>();
  #loop: Promise<void> | undefined;
  #sleep = new AbortController();
  #woken = false;
  #isGathering = false;
  readonly #stopping = new AbortController();
  /** One change of what is remembered at a time: each reads before it writes. */
  readonly #changes = new OneByOne();

  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  /** Begins to watch the schedules. */
  start(): void {
    this.#loop ??= this.#watch();
  }

  /** Looks at the schedules at once: settings have changed. */
  wake(): void {
    this.#woken = true;
    this.#sleep.abort();
  }

  /** The names of the schedules that run now. */
  running(): string[] {
    return [...this.#running.keys()];
  }

  /**
   * Runs a schedule now, due or not, also a disabled one. Throws ConfigError `schedule-unknown`, RetryableError
   * `schedule-already-running` (here, or on another host) and `scheduler-stopped`.
   */
  async runNow(name: string, options: RunNowOptions = {}): Promise<Outcome> {
    if ((await this.#schedule(name)) === undefined) {
      throw new ConfigError(`There is no schedule "${name}"`, {
        code: 'schedule-unknown',
        hint: 'See all schedules: ic schedule list',
      });
    }
    if (this.#stopping.signal.aborted)
      throw new RetryableError('The scheduler is stopping', { code: 'scheduler-stopped' });
    if (this.#running.has(name)) {
      throw new RetryableError(`The schedule "${name}" is running already`, {
        code: 'schedule-already-running',
        hint: 'Wait until it has ended: ic status',
      });
    }
    return this.#begin(name, (signal) => this.#runNow(name, options.run, signal), options.signal);
  }

  /** Starts nothing more, aborts what runs, and resolves when all of it has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.wake();
    for (const { controller } of this.#running.values()) controller.abort();
    await this.#loop;
    await Promise.allSettled([...this.#running.values()].map((running) => running.ended));
  }

  async #watch(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      this.#woken = false;
      this.#sleep = new AbortController();
      let milliseconds = longestSleep;
      try {
        milliseconds = await this.#startDue();
      } catch (error) {
        this.#options.log.error(`Schedules could not be read: ${describe(error)}`);
      }
      if (this.#woken) continue;
      await this.#options.clock.sleep(milliseconds, this.#sleep.signal).catch(() => undefined);
    }
  }

  /** Starts what is due, and answers for how many milliseconds nothing else will be. */
  async #startDue(): Promise<number> {
    let sleep = longestSleep;
    for (const { name, time } of await this.#changes.run(() => this.#allDue())) {
      if (this.#stopping.signal.aborted || this.#running.has(name)) continue;
      const milliseconds = time.getTime() - this.#options.clock.now().getTime();
      if (milliseconds > 0) sleep = Math.min(sleep, milliseconds);
      else void this.#begin(name, (signal) => this.#runDue(name, signal));
    }
    return sleep;
  }

  async #allDue(): Promise<readonly Due[]> {
    const { schedules, timeZone } = await this.#options.settings();
    // At once: this is asked whenever one of many runs ends.
    const remembered = await this.#options.times.loadAll();
    const due: Due[] = [];
    for (const schedule of schedules) {
      const time = await this.#due(schedule, remembered.get(schedule.name) ?? {}, timeZone ?? undefined);
      if (time !== undefined) due.push({ name: schedule.name, time });
    }
    return due;
  }

  /** When an enabled schedule that does not run is due; remembers it where that is news. */
  async #due(schedule: ScheduleSettings, times: ScheduleTimes, timeZone?: string): Promise<Date | undefined> {
    const { name, every } = schedule;
    if (this.#running.has(name)) return undefined;
    if (!schedule.enabled) {
      // What falls due while it is disabled is not missed.
      if (times.nextRun !== undefined) await this.#options.times.save(name, withNextRun(times, undefined));
      return undefined;
    }
    const now = this.#options.clock.now();
    const due = dueTime(every, times, now, timeZone);
    if (due.getTime() !== times.nextRun?.getTime()) await this.#options.times.save(name, withNextRun(times, due));
    const elsewhere = this.#elsewhere.get(name);
    if (elsewhere !== undefined && elsewhere > due && elsewhere.getTime() - now.getTime() <= elsewherePause) {
      return elsewhere;
    }
    const held = this.#held.get(name);
    // A clock that was set back must not make the pause longer than it is.
    const holds = held !== undefined && held.until > due && held.until.getTime() - now.getTime() <= held.pause;
    return holds ? held.until : due;
  }

  #begin(name: string, run: (signal: AbortSignal) => Promise<Outcome>, stop?: AbortSignal): Promise<Outcome> {
    const controller = new AbortController();
    const signal = stop === undefined ? controller.signal : AbortSignal.any([controller.signal, stop]);
    const ended = run(signal).finally(() => {
      this.#running.delete(name);
      this.#wakeSoon();
    });
    this.#running.set(name, { controller, ended });
    return ended;
  }

  /** Nothing that ran is due at once: what ends at about the same time is looked at together. */
  #wakeSoon(): void {
    if (this.#isGathering) return;
    this.#isGathering = true;
    const woken = () => {
      this.#isGathering = false;
      this.wake();
    };
    this.#options.clock.sleep(gathering, this.#stopping.signal).then(woken, woken);
  }

  /** A run that is due, unless another host has it in hand, or has had it. Never throws. */
  async #runDue(name: string, signal: AbortSignal): Promise<Outcome> {
    const { clock, lease, log, times } = this.#options;
    try {
      const held = await lease(leaseOf(name));
      if (held === undefined) {
        this.#elsewhere.set(name, new Date(clock.now().getTime() + elsewherePause));
        return 'interrupted';
      }
      return await underLease(held, signal, async (leased) => {
        const { nextRun: due } = await times.load(name);
        if (due === undefined || due > clock.now()) return 'done';
        return this.#execute(name, undefined, leased);
      });
    } catch (error) {
      log.error(`Schedule "${name}" could not be begun: ${describe(error)}`);
      await this.#hold(name);
      return 'failed';
    }
  }

  async #runNow(name: string, run: RunNowOptions['run'], signal: AbortSignal): Promise<Outcome> {
    const held = await this.#options.lease(leaseOf(name));
    if (held === undefined) throw runsElsewhere(name);
    return underLease(held, signal, (leased) => this.#execute(name, run, leased));
  }

  async #execute(name: string, run: RunNowOptions['run'], signal: AbortSignal): Promise<Outcome> {
    const { clock, log } = this.#options;
    const started = clock.now();
    let outcome: Outcome;
    try {
      outcome = await (run === undefined ? this.#options.run(name, signal) : run(signal));
      if (outcome !== 'failed' && outcome !== 'interrupted') {
        await this.#changes.run(() => this.#remember(name, started));
        this.#held.delete(name);
        return outcome;
      }
    } catch (error) {
      await this.#hold(name);
      if (run !== undefined) throw error;
      if (signal.aborted) return 'interrupted';
      log.error(`Schedule "${name}" failed: ${describe(error)}`);
      return 'failed';
    }
    await this.#hold(name);
    return outcome;
  }

  /** The transfers that went well are run again too, so a schedule that keeps failing is tried less and less often. */
  async #hold(name: string): Promise<void> {
    const schedule = await this.#schedule(name).catch(() => undefined);
    const longest = schedule === undefined ? firstRetry : periodMilliseconds(schedule.every);
    const pause = Math.min((this.#held.get(name)?.pause ?? firstRetry / 2) * 2, longest);
    this.#held.set(name, { until: new Date(this.#options.clock.now().getTime() + pause), pause });
  }

  /** Records a run that counts, and when the schedule is due next, as it is configured now. */
  async #remember(name: string, started: Date): Promise<void> {
    const { schedules, timeZone } = await this.#options.settings();
    const schedule = schedules.find((each) => each.name === name);
    if (schedule === undefined) return;
    const { nextRun: previousDue } = await this.#options.times.load(name);
    const ended = this.#options.clock.now();
    const next = nextRun({
      period: schedule.every,
      // Where the clock was set back meanwhile, what was due by then has had its run.
      now: ended < started ? started : ended,
      lastRun: started,
      ...(previousDue === undefined ? {} : { previousDue }),
      ...(timeZone === null ? {} : { timeZone }),
    });
    await this.#options.times.save(name, withNextRun({ lastRun: started }, schedule.enabled ? next : undefined));
  }

  async #schedule(name: string): Promise<ScheduleSettings | undefined> {
    return (await this.#options.settings()).schedules.find((each) => each.name === name);
  }
}

function withNextRun(times: ScheduleTimes, next: Date | undefined): ScheduleTimes {
  return {
    ...(times.lastRun === undefined ? {} : { lastRun: times.lastRun }),
    ...(next === undefined ? {} : { nextRun: next }),
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
