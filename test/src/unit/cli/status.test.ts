import assert from 'node:assert/strict';
import type { StatusReport } from '@integration-client/core/application';
import { cli, FakeApplication, runReport } from './fake-application.js';

describe('status', () => {
  let fake: FakeApplication;
  beforeEach(() => {
    fake = new FakeApplication();
  });

  const report: StatusReport = {
    scheduler: 'stopped',
    home: '/home',
    nextScheduledRun: '2026-03-01T10:00:00.000Z',
    schedules: [{ name: 'Nightly', enabled: true, period: 'every day at 02:00', transfers: 1, running: false }],
    running: [],
    quarantined: 2,
    retrying: 1,
    runs: [],
  };

  it('shows where things stand, also without a host', async () => {
    fake.answers.status = () => report;
    const { code, stdout } = await cli(['status'], fake);
    assert.equal(code, 0);
    assert.match(stdout, /Scheduler Status: +stopped; .*ic-host.*\nLast Scheduled Run: +never/);
    assert.match(stdout, /Quarantine: +2 items set aside, 1 to be tried again/);
    assert.match(stdout, /Nightly +enabled +every day at 02:00 +never/);
    assert.deepEqual(JSON.parse((await cli(['status', '--json'], fake)).stdout), report);
  });

  it('shows the newest runs, and what went wrong in the last of a schedule', async () => {
    const run = (outcome: 'done' | 'partial') => ({ ...runReport(outcome), schedule: 'Nightly' });
    fake.answers.status = () => ({ ...report, runs: [run('partial'), run('done')] });
    const { stdout } = await cli(['status'], fake);
    assert.match(stdout, /\n2026-03-01 .* +Nightly +partial +2\.5 s +12 +1 +4\.2 MB\n.* +Nightly +done /);
    assert.match(stdout, /\nNewest run of Nightly:\nerror: Example to Archive: it went wrong\nhint: Mend it\.\n$/);
    fake.answers.status = () => ({ ...report, runs: [run('done'), run('partial')] });
    assert.doesNotMatch((await cli(['status'], fake)).stdout, /it went wrong/);
  });

  it('watches in as much room as the terminal has, and leaves what was there before', async () => {
    const person = new AbortController();
    fake.answers.status = () => {
      setImmediate(() => person.abort());
      return report;
    };
    const options = { terminal: { columns: 30, rows: 4 }, signal: person.signal };
    const { stdout } = await cli(['status', '--watch'], fake, options);
    assert.ok(stdout.startsWith('\x1b[H\x1b[2JScheduler Status: '));
    assert.doesNotMatch(stdout, /\[3J/);
    const lines = stdout.slice('\x1b[H\x1b[2J'.length).split('\n');
    assert.equal(lines.length, 4);
    for (const line of lines) assert.ok(line.length < 30, line);
  });

  it('looks again until it is interrupted', async () => {
    const person = new AbortController();
    fake.answers.status = () => {
      setImmediate(() => person.abort());
      return report;
    };
    const { code, stdout } = await cli(['status', '--watch', '--json'], fake, { signal: person.signal });
    assert.equal(code, 130);
    assert.deepEqual(JSON.parse(stdout), report);
  });
});
