import { Scheduler } from '@integration-client/core/schedule/scheduler';
import { HomeLeases } from '@integration-client/core/store/lease';
import type { ScheduleTimes } from '@integration-client/core/store/store';
import { FakeClock } from '../../unit/schedule/fake-clock.js';
import type { MachineEvent, ScheduleCase } from './schedule-case.js';

const minute = 60_000;
const name = 'a';

/**
 * Plays a case with the real scheduler, and answers when runs began, as the machine's clock showed it.
 * @param restarts after so many minutes of its time awake the program is started again, unless a run is under way then
 */
export async function playSchedule(scheduleCase: ScheduleCase, restarts: readonly number[] = []): Promise<string[]> {
  const machine = new Machine(scheduleCase, restarts);
  for (const event of scheduleCase.events ?? []) await machine.meet(event);
  await machine.advanceTo(scheduleCase.until);
  await machine.stop();
  return machine.runs;
}

/** A machine with a clock and the program on it. Only what the program remembers outlives it. */
class Machine {
  readonly runs: string[] = [];
  readonly #case: ScheduleCase;
  readonly #clock: FakeClock;
  #remembered: ScheduleTimes = {};
  #scheduler: Scheduler;
  /** Milliseconds that it was awake. */
  #awake = 0;
  /** In those milliseconds, the earliest first. */
  readonly #restarts: number[];

  constructor(scheduleCase: ScheduleCase, restarts: readonly number[]) {
    this.#case = scheduleCase;
    this.#clock = new FakeClock(utc(scheduleCase.from));
    this.#restarts = restarts.map((minutes) => minutes * minute).sort((one, other) => one - other);
    this.#scheduler = this.#start();
  }

  async advanceTo(time: string): Promise<void> {
    let rest = Date.parse(utc(time)) - this.#clock.now().getTime();
    while (this.#restarts[0] !== undefined && this.#restarts[0] <= this.#awake + rest) {
      const until = Math.max(0, (this.#restarts.shift() ?? 0) - this.#awake);
      await this.#pass(until);
      rest -= until;
      if (this.#scheduler.running().length === 0) await this.#restart();
    }
    await this.#pass(rest);
  }

  async meet({ at, what, to }: MachineEvent): Promise<void> {
    await this.advanceTo(at);
    const milliseconds = Date.parse(utc(to)) - Date.parse(utc(at));
    if (what === 'asleep, timers late') return this.#clock.oversleep(milliseconds);
    if (what === 'host off') await this.stop();
    this.#clock.jump(milliseconds);
    if (what === 'host off') this.#scheduler = this.#start();
  }

  async stop(): Promise<void> {
    await this.#scheduler.stop();
  }

  async #restart(): Promise<void> {
    await this.stop();
    this.#scheduler = this.#start();
  }

  async #pass(milliseconds: number): Promise<void> {
    await this.#clock.advance(milliseconds);
    this.#awake += milliseconds;
  }

  #start(): Scheduler {
    const { every, zone, runMinutes = 1 } = this.#case;
    const silent = () => undefined;
    const leases = new HomeLeases();
    const scheduler = new Scheduler({
      lease: (name) => leases.take(name),
      clock: this.#clock,
      settings: async () => ({ schedules: [{ name, every, enabled: true, transfers: [] }], timeZone: zone }),
      times: {
        load: async () => this.#remembered,
        loadAll: async () => new Map([[name, this.#remembered]]),
        save: async (_, times) => {
          this.#remembered = times;
        },
      },
      run: async (_, signal) => {
        this.runs.push(this.#clock.now().toISOString());
        const isAborted = await this.#clock.sleep(runMinutes * minute, signal).then(
          () => false,
          () => true,
        );
        return isAborted ? 'interrupted' : 'done';
      },
      log: { debug: silent, info: silent, warn: silent, error: silent },
    });
    scheduler.start();
    return scheduler;
  }
}

/** As ISO 8601 says it in full. */
export function utc(time: string): string {
  return new Date(`${time}Z`).toISOString();
}
