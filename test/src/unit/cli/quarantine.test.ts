import assert from 'node:assert/strict';
import type { QuarantineView } from '@integration-client/core/application';
import { ConfigError } from '@integration-client/sdk';
import { cli, FakeApplication, runReport } from './fake-application.js';

const item = (lsid: string, more: Partial<QuarantineView> = {}): QuarantineView => ({
  site: 'Example',
  destination: 'Archive',
  operation: 'sessions',
  key: `h/sessions/${lsid}`,
  lsid,
  quarantined: true,
  attempts: 1,
  code: 'x',
  message: 'no',
  since: '2026-03-01T10:00:00.000Z',
  ...more,
});
const { lsid: _, ...unreadable } = item('unreadable-1');

describe('quarantine commands', () => {
  let fake: FakeApplication;

  beforeEach(() => {
    fake = new FakeApplication();
    fake.answers.quarantine = () => [item('a'), unreadable];
    fake.answers.retryQuarantined = ({ items }: { items: readonly unknown[] }) =>
      items.length === 0 ? { ...runReport('done'), transfers: [] } : runReport('done');
    fake.answers.dropQuarantined = () => undefined;
  });

  const inputs = (method: string) => fake.asked.filter((one) => one.method === method).map(({ input }) => input);
  const filter = ['--site', 'Example', '--destination', 'Archive', '--operation', 'sessions'];
  const filtered = { sites: ['Example'], destinations: ['Archive'], operations: ['sessions'] };
  const named = (...keys: string[]) => ({ items: keys.map((key) => ({ destination: 'Archive', key })) });

  it('list: some of them, and those that were dropped', async () => {
    fake.answers.quarantine = () => [item('a', { dropped: '2026-03-02T10:00:00.000Z' })];
    const { stdout } = await cli(['quarantine', 'list', '--dropped', ...filter], fake);
    assert.deepEqual(inputs('quarantine'), [{ ...filtered, dropped: 'only' }]);
    assert.match(stdout, /Example to Archive: dropped 2026-03-02 .*, 1 attempt,/);
    assert.match(stdout, /\n1 item dropped\.\n$/);
  });

  it('retry: asks for what was chosen, and ends as its run did', async () => {
    fake.answers.quarantine = () => [item('a')];
    fake.answers.retryQuarantined = () => runReport('unreachable');
    const { code, stdout, stderr } = await cli(['quarantine', 'retry', 'a', ...filter], fake);
    assert.equal(code, 3);
    assert.match(stdout, /Example to Archive: unreachable/);
    assert.match(stderr, /it went wrong/);
    assert.deepEqual(inputs('quarantine'), [{ ...filtered, keys: ['a'], dropped: 'with' }]);
    assert.deepEqual(inputs('retryQuarantined'), [named('h/sessions/a')]);
  });

  it('retry: all, and says what cannot be asked for', async () => {
    const { code, stderr } = await cli(['quarantine', 'retry', '--all'], fake);
    assert.equal(code, 0);
    assert.deepEqual(inputs('quarantine'), [{}]);
    assert.deepEqual(inputs('retryQuarantined'), [named('h/sessions/a')]);
    assert.match(stderr, /1 item without a readable id .* ic quarantine show.* ic quarantine drop/);
    fake.answers.quarantine = () => [];
    assert.equal((await cli(['quarantine', 'retry', '--all'], fake)).stdout, 'There is nothing to try again.\n');
  });

  it('retry: what was named is asked for, whether it can be or not', async () => {
    fake.answers.quarantine = () => [unreadable];
    fake.answers.retryQuarantined = () => {
      throw new ConfigError('it has no readable id', { code: 'quarantine-unreadable' });
    };
    const { code, stderr } = await cli(['quarantine', 'retry', 'unreadable-1'], fake);
    assert.deepEqual([code, stderr], [2, 'error: it has no readable id\n']);
  });

  for (const command of ['retry', 'drop']) {
    it(`${command}: takes keys or --all, not both and not neither`, async () => {
      for (const choice of [[], ['a', '--all']]) {
        assert.equal((await cli(['quarantine', command, ...choice], fake)).code, 2);
      }
      assert.deepEqual(fake.asked, []);
    });
  }

  it('drop: shows what, and asks', async () => {
    for (const [input, code] of [
      ['n\n', 2],
      ['y\n', 0],
    ] as const) {
      const result = await cli(['quarantine', 'drop', 'a', 'b'], fake, { terminal: true, input });
      assert.equal(result.code, code);
      assert.match(result.stderr, /h\/sessions\/a\n {2}Example to Archive: set aside[\s\S]*Drop 2 items\?/);
    }
    assert.deepEqual(inputs('dropQuarantined'), [named('h/sessions/a', 'h/sessions/unreadable-1')]);
    assert.deepEqual(inputs('quarantine')[0], { keys: ['a', 'b'] });
  });

  it('drop: without a terminal only with --yes', async () => {
    assert.equal((await cli(['quarantine', 'drop', '--all'], fake)).code, 2);
    assert.deepEqual(inputs('dropQuarantined'), []);
    const { code, stdout } = await cli(['quarantine', 'drop', '--all', '--yes', '--json'], fake);
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout), { dropped: named('h/sessions/a', 'h/sessions/unreadable-1').items });
    fake.answers.quarantine = () => [];
    assert.equal((await cli(['quarantine', 'drop', '--all'], fake)).stdout, 'There is nothing to drop.\n');
  });
});
