import type { Period } from '@integration-client/core/configuration';

/** A schedule on a machine whose clock does something, and the runs that have to come of it. All times are UTC, as the machine's clock shows them. */
export interface ScheduleCase {
  readonly name: string;
  /** IANA name of the zone in which the period's time of day is meant. */
  readonly zone: string;
  readonly every: Period;
  /** How long a run takes, in minutes; default: one. */
  readonly runMinutes?: number;
  readonly from: string;
  readonly until: string;
  /** What happens to the machine, in order. */
  readonly events?: readonly MachineEvent[];
  /** When runs begin: these, and no others. */
  readonly runs: readonly string[];
}

/** Something that happens to the machine when its clock shows `at`. */
export interface MachineEvent {
  readonly at: string;
  /**
   * - `clock set`: somebody, or a time server, sets it.
   * - `asleep, timers too`: the machine sleeps, and its timers count only the time it is awake (Linux).
   * - `asleep, timers late`: the machine sleeps, and what is overdue fires all at once (Windows, macOS).
   * - `host off`: the program ends, also in the middle of a run, and is started again.
   */
  readonly what: 'clock set' | 'asleep, timers too' | 'asleep, timers late' | 'host off';
  /** What the clock shows afterwards. */
  readonly to: string;
}
