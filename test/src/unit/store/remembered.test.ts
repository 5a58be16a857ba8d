import assert from 'node:assert/strict';
import { type Incident, observationOf, observe, told } from '@integration-client/core/notify/incident';
import type { RunReport } from '@integration-client/core/run';
import type { Store } from '@integration-client/core/store/store';
import { DatabaseSync } from '@photostructure/sqlite';
import { forEachDialect } from './settings-server.js';
import { TemporaryHome } from './temporary-home.js';

/** As the store gives them. */
function sorted(incidents: readonly Incident[]): Incident[] {
  const key = ({ since, key }: Incident) => `${since.toISOString()} ${key}`;
  return incidents.toSorted((one, other) => (key(one) < key(other) ? -1 : 1));
}

forEachDialect('runs, facts and tokens', (dialect, server) => {
  let temporary: TemporaryHome;
  let store: Store;

  beforeEach(async () => {
    temporary = await TemporaryHome.withDatabase(server());
    store = await temporary.open();
  });

  afterEach(() => temporary.remove());

  const run = (minute: number, more: Partial<RunReport> = {}): RunReport => ({
    schedule: 'Nightly',
    started: `2026-01-01T00:${String(minute).padStart(2, '0')}:00.000Z`,
    finished: '2026-01-01T02:00:00.000Z',
    outcome: 'done',
    transfers: [],
    ...more,
  });

  it('runs come newest first, as many as asked for', async () => {
    const { schedule: _, ...tester } = run(2, { outcome: 'failed' });
    for (const report of [run(1), tester, run(3)]) await store.recordRun(report);
    assert.deepEqual(await store.recentRuns(10), [run(3), tester, run(1)]);
    assert.deepEqual(await store.recentRuns(1), [run(3)]);
    await store.recordRun(run(4, { schedule: 'Often', outcome: 'partial' }));
    assert.deepEqual([...(await store.lastOutcomes())].sort(), [
      ['Nightly', 'done'],
      ['Often', 'partial'],
    ]);
  });

  // Looks into the file itself.
  if (dialect === 'SQLite')
    it('old runs are dropped past a thousand', async () => {
      const database = new DatabaseSync(temporary.home.settingsDatabase);
      database.exec(`insert into run (schedule, started, outcome, report)
      with recursive n(i) as (select 1 union all select i + 1 from n where i < 1200)
      select 'S', i, 'done', '{"old":true}' from n`);
      await store.recordRun(run(1));
      assert.equal(database.prepare('select count(*) as count from run').get()?.count, 1_000);
      assert.deepEqual(await store.recentRuns(1), [run(1)]);
      database.close();
    });

  it('incidents are what was saved last, and mails that were sent', async () => {
    const problems = [
      { code: 'one', message: 'message \u{1F600}', hint: 'hint' },
      { code: 'two', message: 'no hint' },
    ];
    const seen = {
      schedule: 'Nightly',
      site: 'S',
      destination: 'D',
      outcome: 'partial',
      problems,
      failedItems: 3,
    } as const;
    const first = observe(observe([], seen, new Date(1_000)), observationOf({}, new Error('gone')), new Date(2_000));
    await store.saveIncidents([], first);
    assert.deepEqual(await store.incidents(), sorted(first));
    const fewer = told(first, first.slice(0, 1), new Date(3_000)).slice(0, 2);
    const over = observe(fewer, { ...seen, outcome: 'done', problems: [], failedItems: 0 }, new Date(4_000));
    await store.saveIncidents(first, over);
    assert.deepEqual(await store.incidents(), sorted(over));
    assert.deepEqual(await store.sentMails(), []);
    await store.saveSentMails([1_000, 2_000]);
    assert.deepEqual(await store.sentMails(), [1_000, 2_000]);
  });

  it('facts are what was saved last', async () => {
    assert.equal(await store.fact('lastProgramRun'), undefined);
    await store.saveFact('lastProgramRun', 'one');
    await store.saveFact('lastProgramRun', 'two');
    assert.equal(await store.fact('lastProgramRun'), 'two');
  });

  // Looks into the file itself.
  if (dialect === 'SQLite')
    it('tokens are kept sealed, each for its account', async () => {
      const kept = { token: 'bearer words', expires: new Date(1_234_567) };
      assert.equal(await store.keptToken('a'), undefined);
      await store.keepToken('a', { ...kept, token: 'older' });
      await store.keepToken('a', kept);
      assert.deepEqual(await store.keptToken('a'), kept);
      assert.equal(await store.keptToken('b'), undefined);
      const database = new DatabaseSync(temporary.home.settingsDatabase);
      assert.match(String(database.prepare('select token from token').get()?.token), /^v1:/);
      database.exec("update token set account = 'b'");
      database.close();
      await assert.rejects(store.keptToken('b'), { code: 'secret-damaged' });
      await store.keepToken('b', undefined);
      assert.equal(await store.keptToken('b'), undefined);
    });
});
