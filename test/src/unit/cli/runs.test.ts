import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Call, StatusReport } from '@integration-client/core/application';
import type { Progress } from '@integration-client/core/run';
import type { SettingsSchema } from '@integration-client/sdk';
import { cli, FakeApplication, runReport } from './fake-application.js';

const exitCodes = { done: 0, partial: 1, failed: 1, refused: 1, unreachable: 3, interrupted: 130 } as const;
const outcomes = Object.keys(exitCodes) as (keyof typeof exitCodes)[];

describe('commands that run and show', () => {
  let fake: FakeApplication;
  beforeEach(() => {
    fake = new FakeApplication();
  });
  const asked = () => fake.asked.at(-1)?.input;

  describe('schedule run', () => {
    for (const outcome of outcomes) {
      it(`ends with ${exitCodes[outcome]} after a run that is ${outcome}`, async () => {
        fake.answers.runSchedule = () => runReport(outcome);
        const { code, stdout, stderr } = await cli(['schedule', 'run', 'Nightly'], fake);
        assert.equal(code, exitCodes[outcome]);
        assert.deepEqual(asked(), { name: 'Nightly' });
        assert.match(stdout, new RegExp(`Example to Archive: ${outcome}\\n  Sessions +12 +3 +1 +2 +4.2 MB\\n`));
        assert.match(
          stdout,
          new RegExp(`\\n${outcome} in 2.5 s: 12 items delivered .*, 1 failed, 2 sessions still in`),
        );
        if (outcome !== 'done') assert.match(stderr, /error: Example to Archive: it went wrong\nhint: Mend it\./);
      });
    }

    it('says so when there was nothing to do', async () => {
      const report = runReport('done');
      const none = { delivered: 0, unchanged: 0, failed: 0, pending: 0, bytes: 0 };
      const transfers = report.transfers.map((transfer) => ({ ...transfer, operations: { sessions: none } }));
      fake.answers.runSchedule = () => ({ ...report, schedule: 'Nightly', transfers });
      const { stdout } = await cli(['schedule', 'run', 'Nightly'], fake);
      assert.match(stdout, /\nNightly: done in 2.5 s: .*nothing was found\n$/);
      fake.answers.runSchedule = () => ({ ...report, transfers: [] });
      assert.match((await cli(['schedule', 'run', 'Nightly'], fake)).stdout, /^Nothing was run: .* disabled\.\n$/);
    });

    it('tells a hint once that several problems share', async () => {
      const report = runReport('partial');
      const problems = ['one', 'two'].map((message) => ({ code: 'x', message, hint: 'Mend it.' }));
      fake.answers.runSchedule = () => ({ ...report, transfers: [{ ...report.transfers[0], problems }] });
      const { stderr } = await cli(['schedule', 'run', 'Nightly'], fake);
      assert.match(stderr, /: one\nerror: Example to Archive: two\nhint: Mend it\.\n/);
    });

    it('answers in JSON on standard output alone', async () => {
      fake.answers.runSchedule = (_: unknown, call: Call<Progress>) => {
        call.onEvent?.({ site: 'Example', destination: 'Archive', operation: 'sessions', items: 1, bytes: 2 });
        return runReport('partial');
      };
      const { stdout } = await cli(['schedule', 'run', 'Nightly', '--json'], fake);
      assert.deepEqual(JSON.parse(stdout), runReport('partial'));
    });

    it('shows progress on a terminal and nowhere else', async () => {
      fake.answers.runSchedule = async (_: unknown, call: Call<Progress>) => {
        const current = { name: 'a\x1b.m4v', bytes: 5_000_000, size: 20_000_000 };
        const progress = { site: 'Example', destination: 'Archive', operation: 'session-recordings' } as const;
        call.onEvent?.({ ...progress, items: 1, total: 4, bytes: 1_000_000, current, arriving: 7_000_000 });
        // The bars are drawn ten times a second.
        await new Promise((done) => setTimeout(done, 250));
        return runReport('done');
      };
      const terminal = { columns: 160, rows: 24 };
      const { stderr } = await cli(['schedule', 'run', 'Nightly'], fake, { terminal });
      assert.match(
        stderr,
        /Example to Archive .* 1\/4 items +8\.0 MB .*Recordings, 5\.0 MB of 20\.0 MB of a\\x1b\.m4v/,
      );
      assert.equal((await cli(['schedule', 'run', 'Nightly'], fake)).stderr, '');
    });

    it('keeps each line of progress within a narrow terminal, and all lines within a low one', async () => {
      fake.answers.runSchedule = async (_: unknown, call: Call<Progress>) => {
        for (const destination of ['a', 'b', 'c', 'd', 'e', 'f']) {
          const progress = { site: 'a site of a long name', destination, operation: 'sessions' } as const;
          call.onEvent?.({ ...progress, items: 1234, total: 3000, bytes: 5_000_000 });
          if (destination !== 'f') call.onEvent?.({ ...progress, items: 3000, bytes: 9_000_000, outcome: 'done' });
        }
        await new Promise((done) => setTimeout(done, 250));
        return runReport('done');
      };
      const { stderr } = await cli(['schedule', 'run', 'Nightly'], fake, { terminal: { columns: 60, rows: 6 } });
      const [frame = ''] = stderr.split('\x1b[3A');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what moves the cursor is no part of the lines
      const lines = frame.replace(/\x1b\[[?\d]*[A-Za-z]/g, '').split('\n');
      assert.equal(lines.length, 4, frame);
      for (const line of lines) assert.ok(line.length < 60, line);
      // The newest has taken the place of one that has ended.
      assert.ok(
        lines.some((line) => line.includes('to f ')),
        frame,
      );
    });

    it('is stopped by Ctrl-C', async () => {
      const person = new AbortController();
      fake.answers.runSchedule = (_: unknown, { signal }: Call) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason));
          person.abort();
        });
      const { code, stderr } = await cli(['schedule', 'run', 'Nightly'], fake, { signal: person.signal });
      assert.deepEqual([code, stderr], [130, 'interrupted\n']);
      assert.equal(fake.closed, 1);
    });
  });

  describe('tester', () => {
    const places = ['tester', '--site', 'A', '--site', 'B', '--destination', 'D', '--operation', 'sessions'];

    it('asks for what the options say', async () => {
      fake.answers.runTester = () => runReport('done');
      const base = { sites: ['A', 'B'], destinations: ['D'], operations: ['sessions'] };
      assert.equal((await cli(places, fake)).code, 0);
      assert.deepEqual(asked(), base);
      await cli([...places, '--start', '2026-02-28', '--days', '3', '--open-sessions'], fake);
      assert.deepEqual(asked(), { ...base, start: '2026-02-28', days: 3, openSessions: true });
      await cli([...places, '--lsid', 'x', '--operation', 'session-recordings'], fake);
      assert.deepEqual(asked(), { ...base, operations: ['sessions', 'session-recordings'], lsid: 'x' });
      await cli([...places, '--xml', 'a.xml', '/b.xml'], fake);
      assert.deepEqual(asked(), { ...base, xmlFiles: [resolve('a.xml'), resolve('/b.xml')] });
    });

    it('ends like a run', async () => {
      for (const outcome of outcomes) {
        fake.answers.runTester = () => runReport(outcome);
        assert.equal((await cli(places, fake)).code, exitCodes[outcome]);
      }
    });

    it('refuses what is wrong with 2', async () => {
      const wrong = [
        ['tester'],
        ['tester', '--destination', 'D', '--operation', 'sessions'],
        ['tester', '--destination', 'D', '--xml', 'a.xml'],
        [...places, '--operation', 'session'],
        [...places, '--start', '2026-02-30'],
        [...places, '--start', 'yesterday'],
        [...places, '--days', '2'],
        [...places, '--start', '2026-02-28', '--days', '-1'],
        [...places, '--start', '2026-02-28', '--lsid', 'x'],
      ];
      for (const argv of wrong) assert.equal((await cli(argv, fake)).code, 2, String(argv));
      assert.deepEqual(fake.asked, []);
    });
  });

  describe('status', () => {
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

  it('logs says so when there is nothing', async () => {
    fake.answers.logs = () => undefined;
    const { code, stdout, stderr } = await cli(['logs'], fake);
    assert.deepEqual([code, stdout], [0, '']);
    assert.match(stderr, /no lines.*ic logs --service/);
  });

  it('logs asks for what was wanted, and for all lines since a time', async () => {
    fake.answers.logs = () => undefined;
    const asked = async (...options: string[]) => {
      const { code, stderr } = await cli(['logs', ...options], fake);
      assert.equal(code, 0, stderr);
      return fake.asked.at(-1)?.input;
    };
    assert.deepEqual(await asked('--grep', 'disk full'), { log: 'ic', follow: false, lines: 100, text: 'disk full' });
    const since = new Date('2026-03-01T08:00').toISOString();
    assert.deepEqual(await asked('--since', '2026-03-01T08:00'), { log: 'ic', follow: false, since });
    assert.deepEqual(await asked('--since', '2026-03-01T08:00', '-n', '3'), {
      log: 'ic',
      follow: false,
      since,
      lines: 3,
    });
    const { since: ago } = (await asked('--since', '2h')) as { since: string };
    assert.ok(Math.abs(Date.now() - 7_200_000 - Date.parse(ago)) < 60_000);
    for (const wrong of ['soon', '2x', '-1h', '']) assert.equal((await cli(['logs', '--since', wrong], fake)).code, 2);
  });

  it('logs clear clears one log, after it was asked whether it is to', async () => {
    fake.answers.clearLog = () => ({ bytes: 4711 });
    const { stdout } = await cli(['logs', 'clear', '--yes'], fake);
    assert.equal(stdout, 'Cleared the IC log: 4.7 kB.\n');
    for (const words of [
      ['clear', '--service', '--yes'],
      ['--service', 'clear', '--yes'],
    ]) {
      const { code, stderr } = await cli(['logs', ...words], fake);
      assert.equal(code, 0, stderr);
      assert.deepEqual(fake.asked.at(-1)?.input, { log: 'service' });
    }
    const before = fake.asked.length;
    assert.equal((await cli(['logs', 'clear'], fake)).code, 2);
    assert.equal((await cli(['logs', 'bogus'], fake)).code, 2);
    assert.equal(fake.asked.length, before);
  });

  it('logs passes on the lines', async () => {
    fake.answers.logs = (_: unknown, call: Call<{ text: string }>) => {
      for (const text of ['one', 'two\x1b[2J']) call.onEvent?.({ text });
    };
    assert.equal((await cli(['logs'], fake)).stdout, 'one\ntwo\\x1b[2J\n');
    assert.deepEqual(asked(), { log: 'ic', lines: 100, follow: false });
    const { stdout } = await cli(['logs', '--service', '-f', '-n', '5', '--level', 'warn', '--json'], fake);
    assert.deepEqual(asked(), { log: 'service', lines: 5, follow: true, level: 'warn' });
    assert.deepEqual(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).text),
      ['one', 'two\x1b[2J'],
    );
  });

  it('plugin show tells which settings there are', async () => {
    const settings: SettingsSchema = {
      type: 'object',
      properties: {
        sessions: {
          type: 'object',
          title: 'Sessions',
          properties: {
            directory: { type: 'string', title: 'Directory', format: 'absolute-path', description: 'Where to.' },
            mode: { type: 'string', title: 'Mode', enum: ['A', 'B'], default: 'A' },
          },
          required: ['directory'],
          additionalProperties: false,
        },
        count: { type: 'integer', title: 'Count', minimum: 1, description: 'Where to.' },
        password: { type: 'string', title: 'Password', secret: true },
      },
      additionalProperties: false,
    };
    const plugin = {
      name: 'p',
      displayName: 'P',
      version: '1',
      apiVersion: 1,
      packageName: 'p',
      origin: 'bundled',
      state: 'ok',
      usedBy: [],
      operations: ['sessions'],
      path: '/p',
    };
    fake.answers.plugins = () => [{ ...plugin, settings }];
    const { code, stdout } = await cli(['plugin', 'show', 'p'], fake);
    assert.equal(code, 0);
    assert.match(stdout, /\nsessions\.directory: absolute path, required\n {4}Where to\.\n/);
    assert.match(stdout, /\nsessions\.mode: A \| B, default A\ncount: whole number from 1\npassword: secret/);
    assert.equal((await cli(['plugin', 'show', 'q'], fake)).code, 2);
  });

  it('plugin list tells why one cannot be loaded', async () => {
    const plugin = { version: '1.0.0', origin: 'installed', operations: ['sessions'], path: '/p' };
    fake.answers.plugins = () => [
      { ...plugin, name: 'good', apiVersion: 1, state: 'ok', usedBy: ['Archive'] },
      { ...plugin, name: 'bad', state: 'failed', usedBy: [], problem: { code: 'x', message: 'cannot be loaded' } },
    ];
    const { code, stdout, stderr } = await cli(['plugin', 'list'], fake);
    assert.equal(code, 0);
    assert.match(stdout, /good +1\.0\.0 +1 +installed +ok +Archive +sessions\nbad +1\.0\.0 +installed +FAILED/);
    assert.equal(stderr, 'warning: bad: cannot be loaded\n');
  });

  describe('quarantine', () => {
    it('lists what is there', async () => {
      const since = '2026-03-01T10:00:00.000Z';
      const item = {
        site: 'S',
        destination: 'D',
        operation: 'sessions',
        key: 'k',
        attempts: 3,
        code: 'xml',
        message: 'm',
      };
      fake.answers.quarantine = () => [{ ...item, quarantined: true, since }];
      const { stdout } = await cli(['quarantine', 'list'], fake);
      assert.match(stdout, /^k\n {2}S to D: set aside, 3 attempts, since 2026-03-01 .*\n {2}xml: m\n/);
      assert.match(stdout, /\n1 item set aside, 0 to be tried again/);
      fake.answers.quarantine = () => [];
      assert.equal((await cli(['quarantine', 'list'], fake)).stdout, 'There are none.\n');
    });

    it('gives the bytes of one as they are, but not to a terminal', async () => {
      const bytes = Buffer.from('<a>\x1b[2J</a>');
      fake.answers.quarantinePayload = () => bytes.toString('base64');
      const show = ['quarantine', 'show', 'k', '--destination', 'D'];
      assert.equal((await cli(show, fake)).stdout, bytes.toString());
      assert.deepEqual(asked(), { destination: 'D', key: 'k' });
      assert.equal((await cli(show, fake, { terminal: true })).stdout, '<a>\\x1b[2J</a>\n');
      const directory = await mkdtemp(join(tmpdir(), 'ic-quarantine-'));
      try {
        assert.equal((await cli([...show, '--output', join(directory, 'f')], fake)).code, 0);
        assert.deepEqual(await readFile(join(directory, 'f')), bytes);
        assert.equal((await cli([...show, '--output', join(directory, 'no', 'f')], fake)).code, 2);
      } finally {
        await rm(directory, { recursive: true });
      }
    });
  });
});
