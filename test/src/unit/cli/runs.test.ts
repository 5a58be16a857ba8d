import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import type { Call } from '@integration-client/core/application';
import type { Progress } from '@integration-client/core/run';
import { cli, FakeApplication, runReport } from './fake-application.js';

const exitCodes = { done: 0, partial: 1, failed: 1, refused: 1, unreachable: 3, interrupted: 130 } as const;
const outcomes = Object.keys(exitCodes) as (keyof typeof exitCodes)[];

describe('commands that run', () => {
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
});
