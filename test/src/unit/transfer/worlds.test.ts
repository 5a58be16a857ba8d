import { ConfigError, RetryableError, UnreachableError } from '@integration-client/sdk';
import fc from 'fast-check';
import { Bench } from './bench.js';
import { type Fault, Steps } from './steps.js';
import { BatchVault, Vault } from './vault.js';
import { day, hour, minute, second, World, type WorldSession } from './world.js';

const start = Date.parse('2026-03-01T00:00:00Z');

/** Most that a clock errs, and that data lags: together less than the overlap, past which a change is not seen. */
const clockError = 5 * minute;
const longestLag = 4 * minute;

const spans = fc.oneof(
  fc.integer({ min: 0, max: 30 * minute }),
  fc.integer({ min: 0, max: 12 * hour }),
  fc.integer({ min: 0, max: 20 * day }),
);
const busy = () => new RetryableError('busy', { code: 'busy' });
const errors = fc.constantFrom<() => Error>(
  () => new UnreachableError('no', { code: 'away' }),
  busy,
  () => new ConfigError('no', { code: 'refused' }),
  () => new TypeError('x is not a function'),
);
const fault = fc.record({
  step: fc.integer({ min: 1, max: 130 }),
  when: fc.constantFrom<Fault['when']>('before', 'after'),
  error: errors,
  crash: fc.boolean(),
});
const run = fc.record({
  pause: fc.oneof(fc.integer({ min: second, max: hour }), fc.integer({ min: second, max: 10 * day })),
  tellsTime: fc.boolean(),
  faults: fc.array(fault, { maxLength: 2 }),
  /** The destination takes nothing of this session. */
  refuses: fc.option(fc.integer({ min: 0, max: 11 })),
});
const session = fc.record({
  begin: fc.integer({ min: -60 * day, max: 20 * day }),
  lasts: fc.option(spans),
  lag: fc.integer({ min: 0, max: longestLag }),
  changes: fc.option(fc.integer({ min: 0, max: longestLag })),
  vanishes: fc.option(fc.integer({ min: hour, max: 40 * day }), { freq: 8 }),
  recordings: fc.subarray(['session-recordings', 'command-shell-recordings', 'show-my-screen-recordings'] as const),
  readyAfter: fc.integer({ min: 0, max: 30 * minute }),
});
const trial = fc.record({
  sessions: fc.array(session, { minLength: 1, maxLength: 12 }),
  runs: fc.array(run, { minLength: 1, maxLength: 6 }),
  clockErrors: fc.array(fc.integer({ min: -clockError, max: clockError }), { minLength: 1, maxLength: 40 }),
  hostClockError: fc.integer({ min: -clockError, max: clockError }),
  batches: fc.boolean(),
  unknownSpoilsAll: fc.boolean(),
});

function scripted(drawn: typeof session extends fc.Arbitrary<infer T> ? T : never, index: number): WorldSession {
  const { lasts, lag, changes, vanishes, recordings, readyAfter } = drawn;
  const begin = start + drawn.begin;
  const end = lasts === null ? undefined : begin + lasts;
  return {
    lsid: `session-${String(index).padStart(2, '0')}`,
    begin,
    lag,
    ...(end === undefined ? {} : { end }),
    ...(end === undefined || changes === null ? {} : { changes: end + changes }),
    ...(vanishes === null ? {} : { vanishes: begin + vanishes }),
    recordings: recordings.map((operation) => ({
      operation,
      ...(end === undefined ? {} : { ready: end + readyAfter }),
    })),
  };
}

describe('whatever happens on an appliance and to the runs', () => {
  let bench: Bench;

  before(async () => {
    bench = await Bench.open();
  });

  after(() => bench.close());

  it('one clean run makes up for everything', async () => {
    await fc.assert(
      fc.asyncProperty(trial, async ({ sessions, runs, clockErrors, hostClockError, batches, unknownSpoilsAll }) => {
        const world = new World(start).add(...sessions.map(scripted));
        // The clock is set each day to another error.
        world.clockError = (time) => clockErrors[Math.abs(Math.floor((time - start) / day)) % clockErrors.length] ?? 0;
        world.unknownSpoilsAll = unknownSpoilsAll;
        const tried = await bench.trial(world, batches ? new BatchVault() : new Vault());
        tried.operations = ['sessions', 'session-recordings', 'command-shell-recordings', 'show-my-screen-recordings'];
        tried.hostClockError = hostClockError;
        for (const { pause, tellsTime, faults, refuses } of runs) {
          world.now += pause;
          world.tellsTime = tellsTime;
          const steps = new Steps((step) => faults.find((one) => one.step === step));
          const refused = world.sessions[refuses ?? -1]?.lsid;
          tried.vault.refuses = (item) => ('session' in item && item.session.lsid === refused ? busy() : undefined);
          await tried.run({ steps });
        }
        tried.vault.refuses = () => undefined;
        // Nothing happens any more, and what was delivered late has come.
        world.now += hour;
        const last = world.now;
        await tried.run();
        world.now = last;
        tried.assertHeld(new Set(await quarantined(tried)));
        const { length } = tried.vault.written;
        world.now = last + 10 * minute;
        await tried.run();
        if (tried.vault.written.length !== length && nothingNew(world, last)) {
          throw new Error(`doubled: ${tried.vault.written.slice(length)}`);
        }
      }),
      { numRuns: 40, seed: 2 },
    );
  });
});

async function quarantined(tried: { failed(): Promise<{ key: string; quarantined: boolean }[]> }): Promise<string[]> {
  return (await tried.failed()).filter((item) => item.quarantined).map((item) => item.key);
}

/** Whether nothing happened since. */
function nothingNew(world: World, since: number): boolean {
  const times = world.sessions.flatMap(({ begin, end, lag = 0, changes, recordings = [] }) => [
    begin,
    (end ?? 0) + lag,
    changes ?? 0,
    ...recordings.map(({ ready }) => ready ?? 0),
    begin + 7 * day,
  ]);
  return !times.some((time) => time > since - hour && time <= world.now);
}
