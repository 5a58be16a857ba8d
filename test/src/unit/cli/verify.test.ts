import assert from 'node:assert/strict';
import type { Call } from '@integration-client/core/application';
import type { Progress } from '@integration-client/core/run';
import type { DestinationVerification, VerifyReport } from '@integration-client/core/verification';
import { cli, FakeApplication, runReport } from './fake-application.js';

const intact: DestinationVerification = {
  destination: 'Archive',
  outcome: 'done',
  counts: { checked: 12, intact: 12, missing: 0, changed: 0, released: 0, extra: 0 },
  findings: [],
};

function report(...destinations: DestinationVerification[]): VerifyReport {
  const started = '2026-03-01T10:00:00.000Z';
  return { started, finished: started, outcome: 'done', destinations };
}

const damaged: DestinationVerification = {
  ...intact,
  outcome: 'partial',
  counts: { checked: 2_000, intact: 498, missing: 1_501, changed: 1, released: 0, extra: 1 },
  findings: [
    { what: 'missing', location: '/a/1\x1b.xml', site: 'Example', operation: 'sessions', key: 'h/sessions/1' },
    { what: 'changed', location: '/a/2.xml', site: 'Example', operation: 'sessions', key: 'h/sessions/2' },
    { what: 'extra', location: '/a/foreign' },
  ],
};

describe('verify', () => {
  let fake: FakeApplication;
  const input = () => fake.asked.at(-1)?.input;

  beforeEach(() => {
    fake = new FakeApplication();
    fake.answers.verify = () => report(intact);
  });

  it('asks for everything, or for a part', async () => {
    const { code, stdout, stderr } = await cli(['verify'], fake);
    assert.deepEqual([code, stderr, input()], [0, '', {}]);
    assert.match(stdout, /^DESTINATION +CHECKED .*\nArchive +12 +12 +0 +0 +0 +0\n\nintact in .*: 12 items checked\n$/);
    const part = ['--site', 'A', '--site', 'B', '--destination', 'D', '--operation', 'sessions', '--repair'];
    await cli(['verify', ...part], fake);
    assert.deepEqual(input(), { sites: ['A', 'B'], destinations: ['D'], operations: ['sessions'], repair: true });
    assert.equal((await cli(['verify', '--operation', 'x'], fake)).code, 2);
  });

  it('tells what is missing, changed and extra, and what can be done', async () => {
    fake.answers.verify = () => ({ ...report(damaged), outcome: 'partial' });
    const { code, stdout, stderr } = await cli(['verify'], fake);
    assert.equal(code, 1);
    assert.match(stdout, /Archive, missing \(1501, the first 1000\):\n {2}\/a\/1\\x1b\.xml\n {4}h\/sessions\/1\n/);
    assert.match(stdout, /Archive, changed \(1\):\n {2}\/a\/2\.xml\n/);
    assert.match(stdout, /Archive, extra \(1\):\n {2}\/a\/foreign\n/);
    assert.match(stderr, /hint: .*ic verify --repair\nhint: .*never overwritten.*ic tester --lsid/);
    assert.deepEqual(JSON.parse((await cli(['verify', '--json'], fake)).stdout).destinations, [damaged]);
  });

  it('tells what a repair brought back, and why not the rest', async () => {
    const [missing] = damaged.findings;
    assert.ok(missing);
    const findings = [{ ...missing, reason: 'The appliance no longer has it' }];
    const counts = { ...intact.counts, intact: 11, missing: 1 };
    const after = { ...intact, outcome: 'partial', counts, findings, repaired: 3 } as const;
    fake.answers.verify = () => ({ ...report(after), outcome: 'partial', repair: runReport('partial') });
    const { code, stdout, stderr } = await cli(['verify', '--repair'], fake);
    assert.equal(code, 1);
    assert.match(stdout, /h\/sessions\/1\n {4}The appliance no longer has it\n/);
    assert.match(stderr, /Archive: 3 items delivered again\nerror: Example to Archive: it went wrong/);
    assert.doesNotMatch(stderr, /--repair/);
  });

  it('tells which destinations could not be looked at', async () => {
    const none = { counts: { ...intact.counts, checked: 0, intact: 0 }, findings: [] };
    const problem = { code: 'x', message: 'not mounted', hint: 'Mount it.' };
    const away = { ...intact, ...none, destination: 'Away', outcome: 'unreachable', problem } as const;
    const other = { ...intact, ...none, destination: 'Other', outcome: 'unverifiable' } as const;
    fake.answers.verify = () => ({ ...report(intact, away, other), outcome: 'unreachable' });
    const { code, stderr } = await cli(['verify'], fake);
    assert.equal(code, 3);
    assert.match(stderr, /error: Away: not mounted\nhint: Mount it\.\nOther cannot be verified: /);
    fake.answers.verify = () => ({ ...report(other), outcome: 'refused' });
    const nothing = await cli(['verify'], fake);
    assert.deepEqual([nothing.code, nothing.stdout], [1, 'Nothing was verified.\n']);
  });

  it('shows progress on a terminal', async () => {
    fake.answers.verify = async (_: unknown, call: Call<Progress>) => {
      const progress = { destination: 'Archive', operation: 'sessions', total: 40 } as const;
      call.onEvent?.({ ...progress, items: 10, bytes: 1_000_000 });
      // The bars are drawn ten times a second.
      await new Promise((done) => setTimeout(done, 250));
      return report(intact);
    };
    const { stderr } = await cli(['verify'], fake, { terminal: { columns: 120, rows: 24 } });
    assert.match(stderr, /verify Archive +\[=+ +\] +10\/40 items +1\.0 MB/);
  });

  it('is stopped by Ctrl-C', async () => {
    const person = new AbortController();
    fake.answers.verify = (_: unknown, { signal }: Call) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
        person.abort();
      });
    assert.equal((await cli(['verify'], fake, { signal: person.signal })).code, 130);
  });
});
