import type { Period } from '@integration-client/core/configuration';
import type { MachineEvent, ScheduleCase } from './schedule-case.js';

const fiveMinutes: Period = { minutes: 5 };
const hourly: Period = { hours: 1 };
const daily: Period = { days: 1, at: '02:00' };

/** Leap days. */
const leapDays: readonly ScheduleCase[] = [
  plain('29 February has its run', daily, '2028-02-28T01:00', '2028-03-01T03:00', '2028-02-28T02:00 2028-02-29T02:00 2028-03-01T02:00'),
  plain('a year without one', daily, '2027-02-27T01:00', '2027-03-01T03:00', '2027-02-27T02:00 2027-02-28T02:00 2027-03-01T02:00'),
  plain('every two days over 29 February', { days: 2, at: '02:00' }, '2028-02-27T01:00', '2028-03-02T03:00', '2028-02-27T02:00 2028-02-29T02:00 2028-03-02T02:00'),
  plain('every seven days to 29 February', { days: 7, at: '02:00' }, '2028-02-22T01:00', '2028-02-29T03:00', '2028-02-22T02:00 2028-02-29T02:00'),
  plain('every 12 hours over 29 February', { hours: 12 }, '2028-02-28T12:00', '2028-03-01T01:00', '2028-02-28T12:00 2028-02-29T00:00 2028-02-29T12:00 2028-03-01T00:00'),
]; // biome-ignore format: a table

/**
 * Clocks that are set, machines that sleep, programs that end. What was missed is caught up once, as soon as the program
 * looks at its clock, which it does each minute.
 */
const machines: readonly ScheduleCase[] = [
  // Set back by two hours: an interval goes on at its length; a day whose run has been has no second one.
  machine('set back 2 h, every 5 minutes', fiveMinutes, '10:00', '08:23', [['10:12:30', 'clock set', '08:12:30']], '10:00 10:05 10:10 08:15 08:20'),
  machine('set back 2 h, every hour', hourly, '10:00', '11:30', [['11:30:30', 'clock set', '09:30:30']], '10:00 11:00 10:00 11:00'),
  machine('set back 2 h, every 2 hours', { hours: 2 }, '10:00', '15:00', [['12:30:30', 'clock set', '10:30:30']], '10:00 12:00 14:00'),
  machine('set back 2 h, every 12 hours', { hours: 12 }, '00:00', '13:00', [['05:00:30', 'clock set', '03:00:30']], '00:00 12:00'),
  machine('set back 2 h before a daily run', daily, '00:30', '+1 03:00', [['01:00:30', 'clock set', '-1 23:00:30']], '02:00 +1 02:00'),
  machine('set back 2 h after a daily run', daily, '00:30', '+1 03:00', [['02:30:30', 'clock set', '00:30:30']], '02:00 +1 02:00'),
  machine('set back 2 h during a daily run', daily, '00:30', '+1 03:30', [['02:30:30', 'clock set', '00:30:30']], '02:00 +1 02:00', 60),
  machine('set back 2 h during an hourly run', hourly, '10:00', '10:30', [['10:05:30', 'clock set', '08:05:30']], '10:00 09:00 10:00', 10),
  machine('set back 2 h during a run of every 5 minutes', fiveMinutes, '10:00', '08:29', [['10:03:30', 'clock set', '08:03:30']], '10:00 08:10 08:20', 7),
  machine('set back 30 days, daily', daily, '+30 00:30', '+1 03:00', [['+30 05:00:30', 'clock set', '05:00:30']], '+30 02:00 +1 02:00'),
  // Set forward by two hours: what was jumped over is caught up once.
  machine('set forward 2 h, every 5 minutes', fiveMinutes, '10:00', '12:23', [['10:12:30', 'clock set', '12:12:30']], '10:00 10:05 10:10 12:13 12:15 12:20'),
  machine('set forward 2 h, every hour', hourly, '10:00', '14:30', [['10:30:30', 'clock set', '12:30:30']], '10:00 12:31 13:00 14:00'),
  machine('set forward 2 h over a daily run', daily, '00:30', '+1 03:00', [['01:00:30', 'clock set', '03:00:30']], '03:01 +1 02:00'),
  machine('set forward 2 h after a daily run', daily, '00:30', '+1 03:00', [['02:30:30', 'clock set', '04:30:30']], '02:00 +1 02:00'),
  machine('set forward 2 h during a daily run', daily, '00:30', '+1 03:00', [['02:30:30', 'clock set', '04:30:30']], '02:00 +1 02:00', 60),
  machine('set forward 2 h over a daily run, and back again', daily, '00:30', '+1 03:00', [['01:00:30', 'clock set', '03:00:30'], ['03:30:30', 'clock set', '01:30:30']], '03:01 +1 02:00'),
  machine('right only after the start, every 5 minutes', fiveMinutes, '1970-01-01T00:00', '10:16', [['1970-01-01T00:07:30', 'clock set', '10:07:30']], '1970-01-01T00:00 1970-01-01T00:05 10:08 10:10 10:15'),
  machine('right only after the start, daily', daily, '1970-01-01T00:00', '+1 03:00', [['1970-01-01T00:07:30', 'clock set', '10:07:30']], '10:08 +1 02:00'),
  // Asleep for 30 hours.
  machine('30 h asleep, every 5 minutes', fiveMinutes, '10:00', '+1 16:21', [['10:12:30', 'asleep, timers too', '+1 16:12:30']], '10:00 10:05 10:10 +1 16:13 +1 16:15 +1 16:20'),
  machine('30 h asleep, every 5 minutes', fiveMinutes, '10:00', '+1 16:21', [['10:12:30', 'asleep, timers late', '+1 16:12:30']], '10:00 10:05 10:10 +1 16:12:30 +1 16:15 +1 16:20'),
  machine('30 h asleep over two daily runs', daily, '00:30', '+2 03:00', [['01:00:30', 'asleep, timers too', '+1 07:00:30']], '+1 07:01 +2 02:00'),
  machine('30 h asleep over two daily runs', daily, '00:30', '+2 03:00', [['01:00:30', 'asleep, timers late', '+1 07:00:30']], '+1 07:00:30 +2 02:00'),
  machine('30 h asleep in the middle of a run', hourly, '10:00', '+1 18:30', [['10:05:30', 'asleep, timers too', '+1 16:05:30']], '10:00 +1 17:00 +1 18:00', 10),
  machine('30 h asleep in the middle of a run', hourly, '10:00', '+1 18:30', [['10:05:30', 'asleep, timers late', '+1 16:05:30']], '10:00 +1 17:00 +1 18:00', 10),
  machine('30 h asleep over the skipped hour', { days: 1, at: '02:30' }, '2026-03-28T10:00', '2026-03-31T01:00', [['2026-03-28T12:00:30', 'asleep, timers too', '2026-03-29T18:00:30']], '2026-03-29T18:01 2026-03-30T00:30 2026-03-31T00:30', 1, 'Europe/Berlin'),
  machine('30 h asleep, awake in the repeated hour', { days: 1, at: '02:30' }, '2026-10-23T10:00', '2026-10-26T02:00', [['2026-10-23T19:10:30', 'asleep, timers late', '2026-10-25T01:10:30']], '2026-10-25T01:10:30 2026-10-26T01:30', 1, 'Europe/Berlin'),
  // The program ends and is started again.
  machine('off for 30 h, every 5 minutes', fiveMinutes, '10:00', '+1 16:21', [['10:12:30', 'host off', '+1 16:12:30']], '10:00 10:05 10:10 +1 16:12:30 +1 16:15 +1 16:20'),
  machine('off over the skipped hour', { days: 1, at: '02:30' }, '2026-03-27T10:00', '2026-03-30T01:00', [['2026-03-28T20:00', 'host off', '2026-03-29T08:00']], '2026-03-28T01:30 2026-03-29T08:00 2026-03-30T00:30', 1, 'Europe/Berlin'),
  machine('off in the first of the repeated hours', { days: 1, at: '02:30' }, '2026-10-23T10:00', '2026-10-26T02:00', [['2026-10-25T00:10', 'host off', '2026-10-25T00:50']], '2026-10-24T00:30 2026-10-25T00:50 2026-10-26T01:30', 1, 'Europe/Berlin'),
  machine('off, and the clock set back 2 h meanwhile', hourly, '10:00', '11:30', [['11:30:30', 'host off', '09:45:30']], '10:00 11:00 10:00 11:00'),
  machine('off, and the clock set back 2 h meanwhile, daily', daily, '00:30', '+1 03:00', [['02:30:30', 'host off', '00:30:30']], '02:00 +1 02:00'),
  machine('ended in the middle of a run, which is repeated', daily, '00:30', '+1 03:30', [['02:10:30', 'host off', '02:15:30']], '02:00 02:15:30 +1 02:00', 60),
]; // biome-ignore format: a table

/** What befalls the machine and its clock, beside daylight saving. */
export const machineCases: readonly ScheduleCase[] = [...leapDays, ...machines];

function plain(name: string, every: Period, from: string, until: string, runs: string): ScheduleCase {
  return { name, zone: 'UTC', every, from, until, runs: runs.split(' ') };
}

/** Times are of 1 March 2026, with `+1 ` or `-1 ` of a day after or before, unless they have a date. */
function machine(
  name: string,
  every: Period,
  from: string,
  until: string,
  events: readonly (readonly [string, MachineEvent['what'], string])[],
  runs: string,
  runMinutes = 1,
  zone = 'UTC',
): ScheduleCase {
  return {
    name: `${name} (${events.map(([, what]) => what).join('; ')})`,
    zone,
    every,
    runMinutes,
    from: dated(from),
    until: dated(until),
    events: events.map(([at, what, to]) => ({ at: dated(at), what, to: dated(to) })),
    runs: (runs.match(/(?:[-+]\d+ )?\S+/g) ?? []).map(dated),
  };
}

function dated(time: string): string {
  if (time.includes('T')) return time;
  const [, days = '0', clock = ''] = /^(?:([-+]\d+) )?([\d:]+)$/.exec(time) ?? [];
  return `${new Date(Date.UTC(2026, 2, 1 + Number(days))).toISOString().slice(0, 10)}T${clock}`;
}
